//! Accepting an invite, with an existing account or a new one.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::storage::accounts::{Invite, Joiner, Outcome};
use crate::web::access::{App, Visitor, audit};
use crate::web::account::session_start::SessionStart;
use crate::web::account::{check, email_taken, is_only_by_provider, parse_person, passwords};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::urls;
use crate::web::secret;

#[derive(Template)]
#[template(path = "account/invite.html")]
struct InvitePage {
    form: Form,
    invite: Invite,
    action: String,
    /// The signed-in person.
    person: Option<String>,
    sign_in: String,
    provider: Option<(String, String)>,
    only_provider: bool,
}

pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Result<Response, AppError> {
    let invite = find(&app, &visitor, &secret).await?;
    Ok(page(invite_page(&app, &visitor, Form::default(), invite, &secret).render()?))
}

pub(crate) async fn accept(
    State(app): State<App>,
    visitor: Visitor,
    Path(secret): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, AppError> {
    let invite = find(&app, &visitor, &secret).await?;
    let (accounts, now_ms) = (app.accounts(), app.clock().now_ms());
    if let Some(session) = visitor.session() {
        let entry = audit::entry(&app, &visitor, &invite.workspace, "join", invite.role.as_str());
        check(accounts.join(&invite, Joiner::Existing(&session.person), now_ms, &entry).await?)?;
        accounts.switch_workspace(&session.hash, &invite.workspace).await?;
        return Ok(redirect_to(urls::HOME));
    }
    if is_only_by_provider(&app) {
        return Err(AppError::NotFound);
    }
    let mut person = match parse_person(&posted) {
        Ok(person) => person,
        Err(error) => {
            let form = Form::with_error(&posted, error);
            return Ok(form_with_errors(invite_page(&app, &visitor, form, invite, &secret).render()?));
        }
    };
    person.password = Some(passwords::hash(&app, posted.get("password")).await?);
    let start = SessionStart::new(&app, &person.id, &headers);
    let entry =
        audit::entry_by(&app, &person.name_and_email(), &visitor, &invite.workspace, "join", invite.role.as_str());
    match accounts.join(&invite, Joiner::New(&person, &start.session), now_ms, &entry).await? {
        Outcome::Done => Ok(start.redirect_to(&app, urls::HOME)),
        Outcome::Taken => {
            let form = Form::with_error(&posted, email_taken());
            Ok(form_with_errors(invite_page(&app, &visitor, form, invite, &secret).render()?))
        }
        Outcome::NotFound | Outcome::LastOwner | Outcome::NotAllowed => Err(AppError::NotFound),
    }
}

/// The invite with this secret, if it is valid.
pub(super) async fn find(app: &App, visitor: &Visitor, secret: &str) -> Result<Invite, AppError> {
    visitor.require_accounts()?;
    if secret::is_secret(secret)
        && let Some(invite) = app.accounts().invite(&secret::hash(secret), app.clock().now_ms()).await?
    {
        return Ok(invite);
    }
    app.limits().guess(visitor.address)?;
    Err(AppError::InvalidInvite)
}

fn invite_page(app: &App, visitor: &Visitor, form: Form, invite: Invite, secret: &str) -> InvitePage {
    let provider = app.settings().provider.as_ref();
    InvitePage {
        form,
        invite,
        action: urls::invite(secret),
        person: visitor.session().map(|session| session.person.name_and_email()),
        sign_in: urls::sign_in(&urls::invite(secret)),
        provider: provider.map(|p| (p.name.clone(), urls::provider_redirect_with("invite", secret))),
        only_provider: is_only_by_provider(app),
    }
}
