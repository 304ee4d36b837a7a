//! Taking an invitation: with an account that one has, or with one that is made.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::access::{App, Visitor};
use super::super::error::Failure;
use super::super::form::{Form, Posted, comes_back, on_to, page};
use super::super::{audit, me, secret};
use super::session::Beginning;
use super::sign_in::there_are_accounts;
use super::{new_person, outcome, password, paths, taken};
use crate::clock;
use crate::storage::accounts::{Invite, Joiner, Outcome};

#[derive(Template)]
#[template(path = "auth/invite.html")]
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

/// `GET /invite/{secret}`.
pub(in crate::web) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Failure> {
    let invite = found(&app, &visitor, &secret).await?;
    Ok(page(invite_page(&app, &visitor, Form::default(), invite, &secret).render()?))
}

/// `POST /invite/{secret}`.
pub(in crate::web) async fn take(
    State(app): State<App>,
    visitor: Visitor,
    Path(secret): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Failure> {
    let invite = found(&app, &visitor, &secret).await?;
    let (accounts, now_ms) = (app.accounts(), clock::now_ms());
    if let Some(session) = &visitor.session {
        let noted = audit::line(&visitor, &invite.workspace, "join", invite.role.word());
        let joined = accounts.store().join(&invite, Joiner::Known(&session.person), now_ms, &noted);
        outcome(accounts.change(joined).await?)?;
        accounts.change(accounts.store().go_to_workspace(&session.hash, &invite.workspace)).await?;
        return Ok(on_to(paths::HOME));
    }
    if app.settings().provider.as_ref().is_some_and(|provider| provider.only) {
        return Err(Failure::NotFound);
    }
    let mut person = match new_person(&posted) {
        Ok(person) => person,
        Err(refusal) => {
            let form = Form::refused(&posted, refusal);
            return Ok(comes_back(invite_page(&app, &visitor, form, invite, &secret).render()?));
        }
    };
    person.password = Some(password::hash(&app, posted.get("password")).await?);
    let beginning = Beginning::of(&person.id, &headers);
    let who = format!("{} <{}>", person.name, person.email);
    let noted = audit::by(&who, &visitor, &invite.workspace, "join", invite.role.word());
    let joined = accounts.store().join(&invite, Joiner::New(&person, &beginning.session), now_ms, &noted);
    match accounts.change(joined).await? {
        Outcome::Done => Ok(beginning.on_to(&app, paths::HOME)),
        Outcome::Taken => {
            let form = Form::refused(&posted, taken());
            Ok(comes_back(invite_page(&app, &visitor, form, invite, &secret).render()?))
        }
        Outcome::NotThere | Outcome::LastOwner | Outcome::NotYours => Err(Failure::NotFound),
    }
}

/// The invitation with this secret, if it can be used now.
pub(super) async fn found(app: &App, visitor: &Visitor, secret: &str) -> Result<Invite, Failure> {
    there_are_accounts(visitor)?;
    if secret::is_one(secret)
        && let Some(invite) = app.accounts().store().invite(&secret::hash(secret), clock::now_ms()).await?
    {
        return Ok(invite);
    }
    app.limits().guess(visitor.address)?;
    Err(Failure::NoInvitation)
}

fn invite_page(app: &App, visitor: &Visitor, form: Form, invite: Invite, secret: &str) -> InvitePage {
    let provider = app.settings().provider.as_ref();
    InvitePage {
        form,
        invite,
        action: paths::invite(secret),
        person: visitor.session.as_ref().map(|session| me::called(&session.person)),
        sign_in: paths::sign_in_then(&paths::invite(secret)),
        provider: provider.map(|p| (p.name.clone(), paths::to_provider_with("invite", secret))),
        only_provider: provider.is_some_and(|provider| provider.only),
    }
}
