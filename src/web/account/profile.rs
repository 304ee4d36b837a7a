//! One's own account: name, password, sessions, tokens, workspaces.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use crate::clock;
use crate::storage::accounts::{Role, Session};
use crate::web::access::secret;
use crate::web::access::{App, IDLE_MS, Visitor};
use crate::web::account::me;
use crate::web::account::{outcome, passwords};
use crate::web::error::AppError;
use crate::web::middleware::session;
use crate::web::page::dates;
use crate::web::page::form::{Form, Posted, comes_back, on_to, page};
use crate::web::page::urls;
use crate::web::workspace::audit;
use vsm::ValidationError;

#[derive(Template)]
#[template(path = "account/profile.html")]
struct AccountPage {
    form: Form,
    name: String,
    email: String,
    has_password: bool,
    sessions: Vec<Line>,
    tokens: Vec<TokenLine>,
    /// Where a token can be for, and which one is meant.
    workspaces: Vec<(String, String)>,
    roles: [Role; 3],
    /// A token that has just been made: its name and its secret.
    made: Option<(String, String)>,
    /// The provider's name, the way there, and whether it is linked already.
    provider: Option<(String, String, bool)>,
    told: Option<&'static str>,
}

struct Line {
    browser: String,
    since: String,
    seen: String,
    end: String,
    is_this: bool,
}

struct TokenLine {
    name: String,
    workspace: String,
    role: &'static str,
    until: String,
    revoke: String,
    is_over: bool,
}

/// Somebody who is signed in, in a browser.
pub(crate) fn signed_in(visitor: &Visitor) -> Result<&std::sync::Arc<Session>, AppError> {
    match &visitor.session {
        Some(session) => Ok(session),
        None if visitor.solo.is_some() => Err(AppError::NotFound),
        None => Err(AppError::NotSignedIn),
    }
}

pub(crate) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, AppError> {
    let session = signed_in(&visitor)?;
    Ok(page(account_page(&app, session, Form::default(), None, None).await?))
}

pub(crate) async fn rename(State(app): State<App>, visitor: Visitor, posted: Posted) -> Result<Response, AppError> {
    let session = signed_in(&visitor)?;
    match me::name_of(&posted.get("name").into()) {
        Ok(name) => {
            let mut actors = visitor.actors(&app).await?;
            for actor in &mut actors {
                actor.name.clone_from(&name);
            }
            visitor.rename(&app, &actors, &name).await?;
            Ok(on_to(urls::ACCOUNT))
        }
        Err(refusal) => Ok(comes_back(account_page(&app, session, Form::refused(&posted, refusal), None, None).await?)),
    }
}

/// `POST /account/password`: all other sessions end.
pub(crate) async fn set_password(
    State(app): State<App>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, AppError> {
    let session = signed_in(&visitor)?;
    let person = &session.person;
    app.limits().sign_in(&format!("password of {}", person.id), visitor.address)?;
    let had = person.password.clone();
    let refusal = if had.is_some() && !passwords::is_right(&app, posted.get("old_password"), had.as_deref()).await? {
        Some(ValidationError::new("bad_password", "The current password is incorrect.").at("old_password"))
    } else {
        passwords::check(posted.get("password"), &[&person.email, &person.name]).err()
    };
    if let Some(refusal) = refusal {
        return Ok(comes_back(account_page(&app, session, Form::refused(&posted, refusal), None, None).await?));
    }
    let hash = passwords::hash(&app, posted.get("password")).await?;
    let noted = audit::everywhere(&visitor, session, "password", "");
    let store = app.accounts().store();
    outcome(app.accounts().change(store.set_password(&person.id, &hash, &session.hash, &noted)).await?)?;
    // This one goes on, with a new secret.
    let (secret, now_ms) = (clock::new_secret(), clock::now_ms());
    app.accounts().change(store.renew_session(&session.hash, &secret::hash(&secret), now_ms)).await?;
    let mut response = on_to(urls::ACCOUNT);
    session::keep_session(&app, &mut response, &secret, session.expires_at_ms);
    Ok(response)
}

pub(crate) async fn end_session(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let session = signed_in(&visitor)?;
    let noted = audit::everywhere(&visitor, session, "session_ended", "");
    let store = app.accounts().store();
    outcome(app.accounts().change(store.end_session(&session.person.id, &id, &noted)).await?)?;
    Ok(on_to(urls::ACCOUNT))
}

/// `POST /account/sessions/end-others`; `all` ends this one, too.
pub(crate) async fn end_others(State(app): State<App>, visitor: Visitor, posted: Posted) -> Result<Response, AppError> {
    let session = signed_in(&visitor)?;
    let but = posted.get("all").is_empty().then_some(session.hash.as_str());
    let noted = audit::everywhere(&visitor, session, "session_ended", "all other sessions");
    let store = app.accounts().store();
    outcome(app.accounts().change(store.end_sessions(&session.person.id, but, &noted)).await?)?;
    if but.is_some() {
        return Ok(on_to(urls::ACCOUNT));
    }
    Ok(crate::web::account::sessions::forgotten(&app, &format!("{}?told=everywhere", urls::SIGN_IN)))
}

pub(super) async fn account_page(
    app: &App,
    session: &Session,
    form: Form,
    made: Option<(String, String)>,
    told: Option<&'static str>,
) -> Result<String, AppError> {
    let (store, person, now_ms) = (app.accounts().store(), &session.person, clock::now_ms());
    let open = store.sessions_of(&person.id, now_ms, now_ms - IDLE_MS).await?;
    let sessions = open.into_iter().map(|one| Line {
        since: dates::date(one.created_at_ms),
        seen: dates::ago(one.seen_at_ms),
        end: urls::end_session(&one.id),
        is_this: one.id == session.id,
        browser: one.browser,
    });
    let tokens = store.tokens_of(&person.id).await?;
    let tokens = tokens.into_iter().map(|token| TokenLine {
        revoke: urls::revoke_token(&token.actor.id),
        until: token.expires_at_ms.map_or_else(|| "No expiry".to_owned(), |at| format!("Expires {}", dates::date(at))),
        is_over: token.expires_at_ms.is_some_and(|at| at <= now_ms) || token.member.is_none(),
        name: token.name,
        workspace: token.workspace_name,
        role: token.role.label(),
    });
    let provider = match &app.settings().provider {
        Some(provider) => {
            let linked = store.issuers_of(&person.id).await?.contains(&provider.issuer);
            Some((provider.name.clone(), urls::to_provider_with("link", "yes"), linked))
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
        made,
        provider,
        told,
    };
    Ok(page.render()?)
}
