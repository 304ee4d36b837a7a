//! Taking an invitation: with an account that one has, or with one that is made.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::clock;
use crate::storage::accounts::{Invite, Joiner, Outcome};
use crate::web::access::secret;
use crate::web::access::{App, Visitor};
use crate::web::account::me;
use crate::web::account::sessions::Beginning;
use crate::web::account::sign_in::there_are_accounts;
use crate::web::account::{new_person, outcome, passwords, taken};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, comes_back, on_to, page};
use crate::web::page::urls;
use crate::web::workspace::audit;

#[derive(Template)]
#[template(path = "account/invite.html")]
struct InvitePage {
    form: Form,
    invite: Invite,
    action: String,
    /// The name of whoever is signed in.
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
    let invite = found(&app, &visitor, &secret).await?;
    Ok(page(invite_page(&app, &visitor, Form::default(), invite, &secret).render()?))
}

pub(crate) async fn take(
    State(app): State<App>,
    visitor: Visitor,
    Path(secret): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, AppError> {
    let invite = found(&app, &visitor, &secret).await?;
    let (accounts, now_ms) = (app.accounts(), clock::now_ms());
    if let Some(session) = &visitor.session {
        let noted = audit::line(&visitor, &invite.workspace, "join", invite.role.as_str());
        let joined = accounts.store().join(&invite, Joiner::Known(&session.person), now_ms, &noted);
        outcome(accounts.change(joined).await?)?;
        accounts.change(accounts.store().go_to_workspace(&session.hash, &invite.workspace)).await?;
        return Ok(on_to(urls::HOME));
    }
    if app.settings().provider.as_ref().is_some_and(|provider| provider.only) {
        return Err(AppError::NotFound);
    }
    let mut person = match new_person(&posted) {
        Ok(person) => person,
        Err(refusal) => {
            let form = Form::refused(&posted, refusal);
            return Ok(comes_back(invite_page(&app, &visitor, form, invite, &secret).render()?));
        }
    };
    person.password = Some(passwords::hash(&app, posted.get("password")).await?);
    let beginning = Beginning::of(&person.id, &headers);
    let who = format!("{} <{}>", person.name, person.email);
    let noted = audit::by(&who, &visitor, &invite.workspace, "join", invite.role.as_str());
    let joined = accounts.store().join(&invite, Joiner::New(&person, &beginning.session), now_ms, &noted);
    match accounts.change(joined).await? {
        Outcome::Done => Ok(beginning.on_to(&app, urls::HOME)),
        Outcome::Taken => {
            let form = Form::refused(&posted, taken());
            Ok(comes_back(invite_page(&app, &visitor, form, invite, &secret).render()?))
        }
        Outcome::NotThere | Outcome::LastOwner | Outcome::NotYours => Err(AppError::NotFound),
    }
}

/// The invitation with this secret, if it can be used now.
pub(super) async fn found(app: &App, visitor: &Visitor, secret: &str) -> Result<Invite, AppError> {
    there_are_accounts(visitor)?;
    if secret::is_one(secret)
        && let Some(invite) = app.accounts().store().invite(&secret::hash(secret), clock::now_ms()).await?
    {
        return Ok(invite);
    }
    app.limits().guess(visitor.address)?;
    Err(AppError::NoInvitation)
}

fn invite_page(app: &App, visitor: &Visitor, form: Form, invite: Invite, secret: &str) -> InvitePage {
    let provider = app.settings().provider.as_ref();
    InvitePage {
        form,
        invite,
        action: urls::invite(secret),
        person: visitor.session.as_ref().map(|session| me::called(&session.person)),
        sign_in: urls::sign_in_then(&urls::invite(secret)),
        provider: provider.map(|p| (p.name.clone(), urls::to_provider_with("invite", secret))),
        only_provider: provider.is_some_and(|provider| provider.only),
    }
}
