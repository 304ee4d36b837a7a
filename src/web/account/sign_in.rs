//! Signing in with email and password, and signing out.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::storage::FIRST_WORKSPACE;
use crate::storage::accounts::{AuditEntry, Person};
use crate::web::access::{App, Visitor, audit};
use crate::web::account::session_start::{SessionStart, sign_in_again};
use crate::web::account::{MAX_EMAIL, is_only_by_provider, passwords};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::urls;
use vsm::ValidationError;

#[derive(Template)]
#[template(path = "account/sign_in.html")]
struct SignInPage {
    form: Form,
    next: String,
    notice: Option<&'static str>,
    /// Name and address of the sign-in provider.
    provider: Option<(String, String)>,
    only_provider: bool,
}

/// `next` is the page to continue at.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, AppError> {
    visitor.require_accounts()?;
    let next = urls::local_or_home(query.get("next").map_or("", String::as_str));
    if visitor.session().is_some() {
        return Ok(redirect_to(next));
    }
    let notice = match query.get("notice").map(String::as_str) {
        Some("password_reset") => Some("Your password was changed. Sign in with the new one."),
        Some("signed_out") => Some("You’re signed out."),
        Some("signed_out_everywhere") => Some("You’re signed out everywhere."),
        _ => None,
    };
    Ok(page(sign_in_page(&app, Form::default(), next, notice).render()?))
}

pub(crate) async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, AppError> {
    visitor.require_accounts()?;
    let next = urls::local_or_home(posted.get("next"));
    if is_only_by_provider(&app) {
        return Err(AppError::NotFound);
    }
    let email = posted.get("email");
    let refused = |sentence: &str| {
        let form = Form::with_error(&posted, ValidationError::new("not_signed_in", sentence).at("password"));
        Ok(form_with_errors(sign_in_page(&app, form, next, None).render()?))
    };
    let wrong = "Incorrect email or password.";
    if email.len() > MAX_EMAIL {
        // No account can have this email: nothing is looked up, counted or recorded.
        return refused(wrong);
    }
    let (key, limits) = (Person::email_key(email), app.limits());
    if let Err(failure) = limits.sign_in(&key, visitor.address) {
        if limits.records_rejection(&key, visitor.address) {
            app.accounts().try_record(failed(&app, &visitor, email, "too many attempts"));
        }
        return Err(failure);
    }
    let person = app.accounts().person_by_email(email).await?;
    let hash = person.as_ref().and_then(|person| person.password.clone());
    let is_right = passwords::verify(&app, posted.get("password"), hash.as_deref()).await?;
    let Some(person) = person.filter(|_| is_right) else {
        if limits.records_failure(visitor.address) {
            app.accounts().try_record(failed(&app, &visitor, email, "incorrect email or password"));
        }
        return refused(wrong);
    };
    limits.signed_in(&key, visitor.address);
    start_session(&app, &visitor, &headers, &person, "password", next).await
}

/// Starts a session for an authenticated person.
pub(super) async fn start_session(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    person: &Person,
    how: &str,
    next: &str,
) -> Result<Response, AppError> {
    let start = SessionStart::new(app, &person.id, headers);
    let entry = audit::entry_by(app, &person.name_and_email(), visitor, FIRST_WORKSPACE, "sign_in", how);
    app.accounts().create_session(&start.session, &entry).await?;
    Ok(start.redirect_to(app, next))
}

/// A failed attempt. Only the owners of the first workspace, who run the server, see it.
fn failed(app: &App, visitor: &Visitor, email: &str, why: &str) -> AuditEntry {
    audit::entry_by(app, email, visitor, FIRST_WORKSPACE, "sign_in_failed", why)
}

pub(crate) async fn sign_out(State(app): State<App>, visitor: Visitor) -> Result<Response, AppError> {
    if let Some(session) = visitor.session() {
        let entry = audit::entries_everywhere(&app, &visitor, session, "sign_out", "");
        let _ended_or_gone = app.accounts().end_session(&session.person.id, &session.id, &entry).await?;
    }
    Ok(sign_in_again(&app, "signed_out"))
}

fn sign_in_page(app: &App, form: Form, next: &str, notice: Option<&'static str>) -> SignInPage {
    let provider = app.settings().provider.as_ref();
    SignInPage {
        form,
        next: next.to_owned(),
        notice,
        provider: provider.map(|provider| (provider.name.clone(), urls::provider_sign_in(next))),
        only_provider: is_only_by_provider(app),
    }
}

/// The sign-in page with an error from the provider sign-in.
pub(super) fn provider_error(app: &App, sentence: &str) -> Result<Response, AppError> {
    let mut form = Form::default();
    form.error = Some(ValidationError::new("not_signed_in", sentence));
    Ok(form_with_errors(sign_in_page(app, form, urls::HOME, None).render()?))
}
