//! Who sends a request: determined once per request, before permissions are checked.
//!
//! Without accounts, everyone is the local user, and a secret in a cookie distinguishes browsers. With accounts, a
//! person is identified by their session, a guest by the share links they joined with, a program by its API token.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::header::{AUTHORIZATION, HOST};
use axum::http::request::Parts;

use crate::live::{Actor, ActorKind};
use crate::storage::accounts::{ApiToken, GuestAccess, Session};
use crate::storage::guest_name;

use crate::web::access::App;
use crate::web::error::AppError;
use crate::web::page::cookies::{self, CookieJar};
use crate::web::page::layout::Bar;
use crate::web::secret;

/// Idle sessions expire after this time: a week.
pub(crate) const IDLE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// The last use of a session is recorded at most this often: every hour.
const SEEN_EVERY_MS: i64 = 60 * 60 * 1000;
/// Without accounts, browser identities belong to no workspace.
const NO_WORKSPACE: &str = "";

#[derive(Debug, Clone)]
pub(crate) enum Identity {
    /// The local user, without accounts.
    Solo(Actor),
    Session(Arc<Session>),
    Token(Arc<ApiToken>),
    /// No account: has only the access of share links, maybe none.
    Guest,
}

#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) identity: Identity,
    /// The hash of the secret in the guest cookie.
    guest: Option<String>,
    /// The share links that this browser joined with, signed in or not.
    pub(crate) guest_access: Arc<[GuestAccess]>,
    pub(crate) address: IpAddr,
    /// The host name in the request.
    host: Option<HeaderValue>,
}

impl Visitor {
    pub(crate) async fn new(app: &App, parts: &Parts, address: IpAddr) -> Result<Visitor, AppError> {
        let mut visitor = Visitor {
            identity: Identity::Guest,
            guest: None,
            guest_access: Arc::default(),
            address,
            host: parts.headers.get(HOST).cloned(),
        };
        let jar = CookieJar::new(&parts.headers, app.settings().is_https());
        if !app.is_team() {
            visitor.identity = Identity::Solo(local_user(app, &jar).await?);
            return Ok(visitor);
        }
        // A program is identified by its token only, whatever cookies it sends.
        if let Some(header) = parts.headers.get(AUTHORIZATION) {
            visitor.identity = Identity::Token(token(app, header.as_bytes(), visitor.address).await?);
            return Ok(visitor);
        }
        if let Some(secret) = jar.secret(cookies::SESSION)
            && let Some(session) = session(app, secret).await?
        {
            visitor.identity = Identity::Session(session);
        }
        if let Some(secret) = jar.secret(cookies::GUEST) {
            let hash = secret::hash(secret);
            visitor.guest_access = app.accounts().guest_access(&hash).await?;
            visitor.guest = Some(hash);
        }
        Ok(visitor)
    }

    /// The same visitor at a later time. `None` if the first account was created in the meantime.
    pub(crate) async fn reload(&self, app: &App) -> Result<Option<Visitor>, AppError> {
        let now_ms = app.clock().now_ms();
        let identity = match &self.identity {
            Identity::Solo(_) if app.is_team() => return Ok(None),
            Identity::Solo(_) => return Ok(Some(self.clone())),
            Identity::Session(before) => {
                let session = app.accounts().session(&before.hash).await?.filter(|session| !is_over(session, now_ms));
                session.map_or(Identity::Guest, Identity::Session)
            }
            Identity::Token(before) => {
                let token = app.accounts().token(&before.hash).await?.filter(|token| is_valid(token, now_ms));
                token.map_or(Identity::Guest, Identity::Token)
            }
            Identity::Guest => Identity::Guest,
        };
        let guest_access = match &self.guest {
            Some(hash) => app.accounts().guest_access(hash).await?,
            None => Arc::default(),
        };
        Ok(Some(Visitor { identity, guest_access, ..self.clone() }))
    }

    pub(crate) fn is_solo(&self) -> bool {
        matches!(self.identity, Identity::Solo(_))
    }

    pub(crate) fn session(&self) -> Option<&Arc<Session>> {
        match &self.identity {
            Identity::Session(session) => Some(session),
            Identity::Solo(_) | Identity::Token(_) | Identity::Guest => None,
        }
    }

    /// Without accounts, everything about accounts doesn't exist.
    pub(crate) fn require_accounts(&self) -> Result<(), AppError> {
        if self.is_solo() { Err(AppError::NotFound) } else { Ok(()) }
    }

    /// The session of a person signed in with a browser.
    pub(crate) fn require_session(&self) -> Result<&Arc<Session>, AppError> {
        match &self.identity {
            Identity::Session(session) => Ok(session),
            Identity::Solo(_) => Err(AppError::NotFound),
            Identity::Token(_) | Identity::Guest => Err(AppError::NotSignedIn),
        }
    }

    /// Is there anything that this visitor could see?
    pub(crate) fn is_known(&self) -> bool {
        match &self.identity {
            Identity::Solo(_) | Identity::Session(_) | Identity::Token(_) => true,
            Identity::Guest => !self.guest_access.is_empty(),
        }
    }

    /// The name in the audit log.
    pub(crate) fn audit_name(&self) -> String {
        match &self.identity {
            Identity::Token(token) => token.actor.name.clone(),
            Identity::Session(session) => session.person.name_and_email(),
            Identity::Solo(actor) => actor.display_name().to_owned(),
            Identity::Guest => guest_name("").to_owned(),
        }
    }

    /// An absolute URL on this server, to give to others.
    pub(crate) fn absolute_url(&self, app: &App, path: &str) -> String {
        if let Some(public) = &app.settings().public {
            return format!("{}{path}", public.origin);
        }
        let host = self.host.as_ref().and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        format!("http://{host}{path}")
    }

    /// The top bar of their pages.
    pub(crate) fn bar(&self) -> Bar {
        match &self.identity {
            Identity::Solo(_) => Bar::Solo,
            Identity::Session(_) | Identity::Token(_) => Bar::Member,
            Identity::Guest if self.guest_access.is_empty() => Bar::Anonymous,
            Identity::Guest => Bar::Guest,
        }
    }

    /// All their actors in all workspaces; the first one is the current actor.
    pub(crate) async fn actors(&self, app: &App) -> Result<Vec<Actor>, AppError> {
        match &self.identity {
            Identity::Solo(actor) => Ok(vec![actor.clone()]),
            Identity::Token(token) => Ok(vec![token.actor.clone()]),
            Identity::Session(session) => {
                let mut actors: Vec<_> =
                    session.memberships.iter().map(|membership| membership.actor.clone()).collect();
                actors.sort_by_key(|actor| session.workspace.as_deref() != Some(&*actor.workspace));
                Ok(actors)
            }
            Identity::Guest => {
                let mut actors = Vec::new();
                for admission in &*self.guest_access {
                    // The workspace of the map is known once the map is open.
                    if let Some(snapshot) = app.hub().snapshot_including_trashed(&admission.map).await? {
                        let mut actor = app.hub().actor(&snapshot.workspace, &admission.actor).await?;
                        actor.kind = ActorKind::Guest;
                        actors.push(actor);
                    }
                }
                Ok(actors)
            }
        }
    }

    /// Renames all of their actors.
    pub(crate) async fn rename(&self, app: &App, actors: &mut [Actor], name: &str) -> Result<(), AppError> {
        if let Some(session) = self.session() {
            app.accounts().rename_person(&session.person.id, name).await?;
        }
        for actor in actors {
            name.clone_into(&mut actor.name);
            app.hub().rename(actor).await?;
        }
        Ok(())
    }
}

/// The local user, identified by the browser if it has a secret.
async fn local_user(app: &App, jar: &CookieJar<'_>) -> Result<Actor, AppError> {
    let Some(secret) = jar.secret(cookies::BROWSER) else { return Ok(app.solo().clone()) };
    let mut actor = app.hub().actor(&app.solo().workspace, &secret::actor_id(secret, NO_WORKSPACE)).await?;
    actor.kind = ActorKind::Solo;
    Ok(actor)
}

/// The local user in a browser that was just given its secret.
pub(super) fn local_user_with_secret(app: &App, secret: &str) -> Actor {
    Actor {
        id: secret::actor_id(secret, NO_WORKSPACE),
        workspace: Arc::clone(&app.solo().workspace),
        kind: ActorKind::Solo,
        name: String::new(),
    }
}

async fn session(app: &App, secret: &str) -> Result<Option<Arc<Session>>, AppError> {
    let now_ms = app.clock().now_ms();
    let Some(session) = app.accounts().session(&secret::hash(secret)).await? else { return Ok(None) };
    if is_over(&session, now_ms) {
        return Ok(None);
    }
    if session.seen_at_ms + SEEN_EVERY_MS <= now_ms {
        // The request doesn't wait for this; if it fails, the next request records it.
        let (app, hash) = (app.clone(), session.hash.clone());
        tokio::spawn(async move {
            if let Err(error) = app.accounts().touch_session(&hash, now_ms).await {
                tracing::warn!(%error, "couldn’t record that a session is in use");
            }
        });
    }
    Ok(Some(session))
}

fn is_over(session: &Session, now_ms: i64) -> bool {
    session.expires_at_ms <= now_ms || session.seen_at_ms + IDLE_MS <= now_ms
}

/// Is the token not expired, and its person still a member?
fn is_valid(token: &ApiToken, now_ms: i64) -> bool {
    token.expires_at_ms.is_none_or(|until| until > now_ms) && token.member.is_some()
}

async fn token(app: &App, header: &[u8], address: IpAddr) -> Result<Arc<ApiToken>, AppError> {
    let secret = header.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case(b"bearer ")).and_then(|_| header.get(7..));
    let secret = secret.and_then(|secret| std::str::from_utf8(secret).ok()?.trim().strip_prefix(secret::TOKEN_PREFIX));
    let secret = secret.filter(|secret| secret::is_secret(secret)).ok_or(AppError::NotSignedIn)?;
    let found = app.accounts().token(&secret::hash(secret)).await?;
    if let Some(token) = found.filter(|token| is_valid(token, app.clock().now_ms())) {
        return Ok(token);
    }
    // Guessing a token is hopeless, but is limited anyway.
    app.limits().guess(address)?;
    Err(AppError::NotSignedIn)
}

impl FromRequestParts<App> for Visitor {
    type Rejection = AppError;

    /// The visitor that [`crate::web::middleware::session`] found.
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, AppError> {
        let visitor = parts.extensions.get::<Visitor>().cloned();
        visitor.ok_or_else(|| AppError::internal("finding the visitor", &"this path is public"))
    }
}
