//! The account page: name, password, sessions, API tokens.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use crate::clock;
use crate::storage::accounts::{Role, Session};
use crate::web::access::{App, IDLE_MS, Visitor, audit};
use crate::web::account::session_start::sign_in_again;
use crate::web::account::{check, expiry_text, me, passwords};
use crate::web::error::AppError;
use crate::web::middleware::session;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::{dates, urls};
use crate::web::secret;
use vsm::ValidationError;

#[derive(Template)]
#[template(path = "account/profile.html")]
struct AccountPage {
    form: Form,
    name: String,
    email: String,
    has_password: bool,
    sessions: Vec<SessionRow>,
    tokens: Vec<TokenRow>,
    /// Ids and names.
    workspaces: Vec<(String, String)>,
    roles: [Role; 3],
    /// A new token: its name and its secret.
    created: Option<(String, String)>,
    /// The sign-in provider: its name, address, and whether it is linked.
    provider: Option<(String, String, bool)>,
}

struct SessionRow {
    browser: String,
    since: String,
    seen: String,
    end: String,
    is_this: bool,
}

struct TokenRow {
    name: String,
    workspace: String,
    role: &'static str,
    until: String,
    revoke: String,
    is_over: bool,
}

pub(crate) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, AppError> {
    let session = visitor.require_session()?;
    Ok(page(account_page(&app, session, Form::default(), None).await?))
}

pub(crate) async fn update_name(
    State(app): State<App>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, AppError> {
    let session = visitor.require_session()?;
    match me::parse_name(&posted.get("name").into()) {
        Ok(name) => {
            let mut actors = visitor.actors(&app).await?;
            visitor.rename(&app, &mut actors, &name).await?;
            Ok(redirect_to(urls::ACCOUNT))
        }
        Err(error) => Ok(form_with_errors(account_page(&app, session, Form::with_error(&posted, error), None).await?)),
    }
}

/// Ends all other sessions.
pub(crate) async fn update_password(
    State(app): State<App>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, AppError> {
    let session = visitor.require_session()?;
    let person = &session.person;
    app.limits().sign_in(&format!("password of {}", person.id), visitor.address)?;
    let current = person.password.clone();
    let error = if current.is_some() && !passwords::verify(&app, posted.get("old_password"), current.as_deref()).await?
    {
        Some(ValidationError::new("bad_password", "The current password is incorrect.").at("old_password"))
    } else {
        passwords::check(posted.get("password"), &[&person.email, &person.name]).err()
    };
    if let Some(error) = error {
        return Ok(form_with_errors(account_page(&app, session, Form::with_error(&posted, error), None).await?));
    }
    let hash = passwords::hash(&app, posted.get("password")).await?;
    let entries = audit::entries_everywhere(&app, &visitor, session, "password", "");
    let accounts = app.accounts();
    check(accounts.set_password(&person.id, &hash, &session.hash, &entries).await?)?;
    // This session continues with a new secret.
    let (secret, now_ms) = (clock::new_secret(), app.clock().now_ms());
    accounts.renew_session(&session.hash, &secret::hash(&secret), now_ms).await?;
    let mut response = redirect_to(urls::ACCOUNT);
    session::set_session_cookie(&app, &mut response, &secret, session.expires_at_ms);
    Ok(response)
}

pub(crate) async fn end_session(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let session = visitor.require_session()?;
    let entries = audit::entries_everywhere(&app, &visitor, session, "session_ended", "");
    check(app.accounts().end_session(&session.person.id, &id, &entries).await?)?;
    Ok(redirect_to(urls::ACCOUNT))
}

/// With `all`, ends this session too.
pub(crate) async fn end_other_sessions(
    State(app): State<App>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, AppError> {
    let session = visitor.require_session()?;
    let but = posted.get("all").is_empty().then_some(session.hash.as_str());
    let entries = audit::entries_everywhere(&app, &visitor, session, "session_ended", "all other sessions");
    check(app.accounts().end_sessions(&session.person.id, but, &entries).await?)?;
    if but.is_some() {
        return Ok(redirect_to(urls::ACCOUNT));
    }
    Ok(sign_in_again(&app, "signed_out_everywhere"))
}

pub(super) async fn account_page(
    app: &App,
    session: &Session,
    form: Form,
    created: Option<(String, String)>,
) -> Result<String, AppError> {
    let (accounts, person, now_ms) = (app.accounts(), &session.person, app.clock().now_ms());
    let open = accounts.sessions_of(&person.id, now_ms, now_ms - IDLE_MS).await?;
    let sessions = open.into_iter().map(|one| SessionRow {
        since: dates::date(one.created_at_ms),
        seen: dates::ago(one.seen_at_ms, now_ms),
        end: urls::end_session(&one.id),
        is_this: one.id == session.id,
        browser: one.browser,
    });
    let tokens = accounts.tokens_of(&person.id).await?;
    let tokens = tokens.into_iter().map(|token| TokenRow {
        revoke: urls::revoke_token(&token.actor.id),
        until: expiry_text(token.expires_at_ms),
        is_over: token.expires_at_ms.is_some_and(|at| at <= now_ms) || token.member.is_none(),
        name: token.name,
        workspace: token.workspace_name,
        role: token.role.label(),
    });
    let provider = match &app.settings().provider {
        Some(provider) => {
            let linked = accounts.issuers_of(&person.id).await?.contains(&provider.issuer);
            Some((provider.name.clone(), urls::provider_redirect_with("link", "yes"), linked))
        }
        None => None,
    };
    let memberships = session.memberships.iter();
    let page = AccountPage {
        form,
        name: person.name.clone(),
        email: person.email.clone(),
        has_password: person.password.is_some(),
        sessions: sessions.collect(),
        tokens: tokens.collect(),
        workspaces: memberships.map(|m| (m.actor.workspace.to_string(), m.workspace_name.clone())).collect(),
        roles: Role::ALL,
        created,
        provider,
    };
    Ok(page.render()?)
}
