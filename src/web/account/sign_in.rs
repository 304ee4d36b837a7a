//! Signing in with address and password, and signing out.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::storage::FIRST_WORKSPACE;
use crate::storage::accounts::{Noted, Person};
use crate::web::access::{App, Visitor};
use crate::web::account::me;
use crate::web::account::sessions::{Beginning, forgotten};
use crate::web::account::{MAX_EMAIL, passwords};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, comes_back, on_to, page};
use crate::web::page::urls;
use crate::web::workspace::audit;
use vsm::ValidationError;

#[derive(Template)]
#[template(path = "account/sign_in.html")]
struct SignInPage {
    form: Form,
    next: String,
    told: Option<&'static str>,
    /// The provider's name, and the way there.
    provider: Option<(String, String)>,
    only_provider: bool,
}

/// `GET /sign-in`; `next` says where to go on to.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, AppError> {
    there_are_accounts(&visitor)?;
    let next = urls::own(query.get("next").map_or("", String::as_str));
    if visitor.session.is_some() {
        return Ok(on_to(next));
    }
    let told = match query.get("told").map(String::as_str) {
        Some("reset") => Some("Your password was changed. Sign in with the new one."),
        Some("out") => Some("You’re signed out."),
        Some("everywhere") => Some("You’re signed out everywhere."),
        _ => None,
    };
    Ok(page(sign_in_page(&app, Form::default(), next, told).render()?))
}

pub(crate) async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, AppError> {
    there_are_accounts(&visitor)?;
    let next = urls::own(posted.get("next"));
    if is_only_by_provider(&app) {
        return Err(AppError::NotFound);
    }
    let email = posted.get("email");
    let refused = |sentence: &str| {
        let form = Form::refused(&posted, ValidationError::new("not_signed_in", sentence).at("password"));
        Ok(comes_back(sign_in_page(&app, form, next, None).render()?))
    };
    let wrong = "Incorrect email or password.";
    if email.len() > MAX_EMAIL {
        // Nobody's: nothing is looked up, counted or written down.
        return refused(wrong);
    }
    let (key, limits) = (Person::key_of(email), app.limits());
    if let Err(failure) = limits.sign_in(&key, visitor.address) {
        if limits.tells_of_refusal(&key, visitor.address) {
            app.accounts().note_if_there_is_room(failed(&visitor, email, "too many attempts"));
        }
        return Err(failure);
    }
    let person = app.accounts().store().person_by_email(email).await?;
    let hash = person.as_ref().and_then(|person| person.password.clone());
    let is_right = passwords::is_right(&app, posted.get("password"), hash.as_deref()).await?;
    let Some(person) = person.filter(|_| is_right) else {
        if limits.tells_of_failure(visitor.address) {
            app.accounts().note_if_there_is_room(failed(&visitor, email, "incorrect email or password"));
        }
        return refused(wrong);
    };
    limits.signed_in(&key, visitor.address);
    begin(&app, &visitor, &headers, &person, "password", next).await
}

/// Begins a session of somebody who has shown who they are.
pub(super) async fn begin(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    person: &Person,
    how: &str,
    next: &str,
) -> Result<Response, AppError> {
    let beginning = Beginning::of(&person.id, headers);
    let noted = audit::by(&me::called(person), visitor, FIRST_WORKSPACE, "sign_in", how);
    app.accounts().store().begin_session(&beginning.session, &noted).await?;
    Ok(beginning.on_to(app, next))
}

/// A try that failed. Of which workspace somebody would have been is not told to others: the first one's owners, who run
/// the server, see it.
fn failed(visitor: &Visitor, email: &str, why: &str) -> Noted {
    audit::by(email, visitor, FIRST_WORKSPACE, "sign_in_failed", why)
}

pub(crate) async fn sign_out(State(app): State<App>, visitor: Visitor) -> Result<Response, AppError> {
    if let Some(session) = &visitor.session {
        let noted = audit::everywhere(&visitor, session, "sign_out", "");
        let store = app.accounts().store();
        let _ended_or_gone = app.accounts().change(store.end_session(&session.person.id, &session.id, &noted)).await?;
    }
    Ok(forgotten(&app, &format!("{}?told=out", urls::SIGN_IN)))
}

/// Without accounts there is nothing to sign in to.
pub(super) fn there_are_accounts(visitor: &Visitor) -> Result<(), AppError> {
    if visitor.solo.is_some() { Err(AppError::NotFound) } else { Ok(()) }
}

fn is_only_by_provider(app: &App) -> bool {
    app.settings().provider.as_ref().is_some_and(|provider| provider.only)
}

fn sign_in_page(app: &App, form: Form, next: &str, told: Option<&'static str>) -> SignInPage {
    let provider = app.settings().provider.as_ref();
    SignInPage {
        form,
        next: next.to_owned(),
        told,
        provider: provider.map(|provider| (provider.name.clone(), urls::to_provider_then(next))),
        only_provider: is_only_by_provider(app),
    }
}

/// The page with a sentence of the provider's way.
pub(super) fn told_by_provider(app: &App, sentence: &str) -> Result<Response, AppError> {
    let mut form = Form::default();
    form.refusal = Some(ValidationError::new("not_signed_in", sentence));
    Ok(comes_back(sign_in_page(app, form, urls::HOME, None).render()?))
}
