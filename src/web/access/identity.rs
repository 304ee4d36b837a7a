//! Who asks: found once for each request, before anything is decided.
//!
//! While there are no accounts everybody is whoever sits at the machine; a browser is told apart by a secret in a cookie.
//! When there are, a person is known by their session, a guest by the links that they came by, a program by its token.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::header::{AUTHORIZATION, HOST};
use axum::http::request::Parts;

use crate::clock;
use crate::live::{Actor, ActorKind};
use crate::storage::accounts::{Admission, Session, Token};

use crate::web::access::App;
use crate::web::access::secret;
use crate::web::error::AppError;
use crate::web::middleware::client_ip;
use crate::web::page::cookies;
use crate::web::page::cookies::Jar;

/// A session ends when it was not used for so long: a week.
pub(crate) const IDLE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// It is noted at most so often that one is used: every hour.
const SEEN_EVERY_MS: i64 = 60 * 60 * 1000;

#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// Whoever sits at the machine, as long as there are no accounts.
    pub(crate) solo: Option<Actor>,
    /// Somebody who is signed in.
    pub(crate) session: Option<Arc<Session>>,
    pub(crate) token: Option<Arc<Token>>,
    /// The hash of the secret of a browser that came by a link.
    pub(crate) guest: Option<String>,
    /// The links that it came by.
    pub(crate) admissions: Arc<[Admission]>,
    pub(crate) address: IpAddr,
    /// By which name they asked.
    pub(crate) host: Option<HeaderValue>,
}

impl Visitor {
    /// Finds out who sent a request.
    pub(crate) async fn of(app: &App, parts: &Parts) -> Result<Visitor, AppError> {
        let mut visitor = Visitor {
            solo: None,
            session: None,
            token: None,
            guest: None,
            admissions: Arc::default(),
            address: client_ip::of(&parts.headers, &parts.extensions, &app.settings().proxies),
            host: parts.headers.get(HOST).cloned(),
        };
        let jar = Jar::of(&parts.headers, app.settings().is_https());
        if !app.is_team() {
            visitor.solo = Some(solo(app, &jar).await?);
            return Ok(visitor);
        }
        if let Some(header) = parts.headers.get(AUTHORIZATION) {
            visitor.token = Some(token(app, header.as_bytes(), visitor.address).await?);
            return Ok(visitor);
        }
        if let Some(secret) = jar.get(cookies::SESSION) {
            visitor.session = session(app, secret).await?;
        }
        if let Some(secret) = jar.get(cookies::GUEST) {
            let hash = secret::hash(secret);
            visitor.admissions = app.accounts().admissions(&hash).await?;
            visitor.guest = Some(hash);
        }
        Ok(visitor)
    }

    /// The same visitor some time later. `None` when accounts have begun meanwhile, and they have none.
    pub(crate) async fn again(&self, app: &App) -> Result<Option<Visitor>, AppError> {
        if self.solo.is_some() {
            return Ok((!app.is_team()).then(|| self.clone()));
        }
        let mut now = Visitor { session: None, token: None, admissions: Arc::default(), ..self.clone() };
        if let Some(token) = &self.token {
            now.token = app.accounts().token(&token.hash).await?.filter(is_good);
        }
        if let Some(before) = &self.session {
            now.session = app.accounts().session(&before.hash).await?.filter(|session| !is_over(session));
        }
        if let Some(hash) = &self.guest {
            now.admissions = app.accounts().admissions(hash).await?;
        }
        Ok(Some(now))
    }

    /// Is it somebody who could see anything here?
    pub(crate) fn is_somebody(&self) -> bool {
        self.solo.is_some() || self.session.is_some() || self.token.is_some() || !self.admissions.is_empty()
    }

    /// How the audit calls them.
    pub(crate) fn called(&self) -> String {
        match (&self.token, &self.session) {
            (Some(token), _) => token.actor.name.clone(),
            (None, Some(session)) => format!("{} <{}>", session.person.name, session.person.email),
            (None, None) => "Guest".to_owned(),
        }
    }
}

/// Whoever sits at the machine, by their browser if it has a secret.
async fn solo(app: &App, jar: &Jar<'_>) -> Result<Actor, AppError> {
    let Some(secret) = jar.get(cookies::BROWSER) else { return Ok(app.solo().clone()) };
    let mut actor = app.hub().actor(&app.solo().workspace, &secret::actor(secret, NO_WORKSPACE)).await?;
    actor.kind = ActorKind::Solo;
    Ok(actor)
}

/// While there are no accounts, browsers are told apart without naming a workspace.
const NO_WORKSPACE: &str = "";

async fn session(app: &App, secret: &str) -> Result<Option<Arc<Session>>, AppError> {
    let now_ms = clock::now_ms();
    let Some(session) = app.accounts().session(&secret::hash(secret)).await? else { return Ok(None) };
    if is_over(&session) {
        return Ok(None);
    }
    if session.seen_at_ms + SEEN_EVERY_MS <= now_ms {
        // Nobody waits for it; when it fails, the next request notes it.
        let (app, hash) = (app.clone(), session.hash.clone());
        tokio::spawn(async move {
            if let Err(error) = app.accounts().saw_session(&hash, now_ms).await {
                tracing::warn!(%error, "couldn’t record that a session is in use");
            }
        });
    }
    Ok(Some(session))
}

fn is_over(session: &Session) -> bool {
    let now_ms = clock::now_ms();
    session.expires_at_ms <= now_ms || session.seen_at_ms + IDLE_MS <= now_ms
}

/// Is it in date, and its person still a member?
fn is_good(token: &Arc<Token>) -> bool {
    token.expires_at_ms.is_none_or(|until| until > clock::now_ms()) && token.member.is_some()
}

async fn token(app: &App, header: &[u8], address: IpAddr) -> Result<Arc<Token>, AppError> {
    let secret = header.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case(b"bearer ")).and_then(|_| header.get(7..));
    let secret = secret.and_then(|secret| std::str::from_utf8(secret).ok()?.trim().strip_prefix(secret::TOKEN_PREFIX));
    let secret = secret.filter(|secret| secret::is_one(secret)).ok_or(AppError::NotSignedIn)?;
    let found = app.accounts().token(&secret::hash(secret)).await?;
    if let Some(token) = found.filter(is_good) {
        return Ok(token);
    }
    // Guessing is hopeless, and is slowed down all the same.
    app.limits().guess(address)?;
    Err(AppError::NotSignedIn)
}

impl FromRequestParts<App> for Visitor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        match parts.extensions.get::<Visitor>() {
            Some(visitor) => Ok(visitor.clone()),
            None => Visitor::of(app, parts).await,
        }
    }
}

/// Whose edits those of a browser without accounts are, in the first workspace.
pub(crate) fn browser(app: &App, secret: &str) -> Actor {
    Actor {
        id: secret::actor(secret, NO_WORKSPACE),
        workspace: Arc::clone(&app.solo().workspace),
        kind: ActorKind::Solo,
        name: String::new(),
    }
}
