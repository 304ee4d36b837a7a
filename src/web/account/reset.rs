//! Setting a new password with a reset link.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use crate::clock;
use crate::storage::FIRST_WORKSPACE;
use crate::storage::accounts::Person;
use crate::web::access::{App, Visitor, audit};
use crate::web::account::{check, passwords};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::urls;
use crate::web::secret;

/// A reset link expires after two days.
const RESET_MS: i64 = 2 * 24 * 60 * 60 * 1000;

#[derive(Debug)]
pub struct ResetLink {
    /// The path on this server.
    pub path: String,
    pub hash: String,
    /// The times of creation and expiry, in milliseconds since 1970.
    pub times: (i64, i64),
}

impl ResetLink {
    pub fn new(now_ms: i64) -> ResetLink {
        let secret = clock::new_secret();
        ResetLink { path: urls::reset(&secret), hash: secret::hash(&secret), times: (now_ms, now_ms + RESET_MS) }
    }
}

#[derive(Template)]
#[template(path = "account/reset.html")]
struct ResetPage {
    form: Form,
    email: String,
    action: String,
}

pub(crate) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Result<Response, AppError> {
    let person = find(&app, &visitor, &secret).await?;
    Ok(page(ResetPage { form: Form::default(), email: person.email, action: urls::reset(&secret) }.render()?))
}

pub(crate) async fn update(
    State(app): State<App>,
    visitor: Visitor,
    Path(secret): Path<String>,
    posted: Posted,
) -> Result<Response, AppError> {
    let person = find(&app, &visitor, &secret).await?;
    if let Err(error) = passwords::check(posted.get("password"), &[&person.email, &person.name]) {
        let form = Form::with_error(&posted, error);
        return Ok(form_with_errors(ResetPage { form, email: person.email, action: urls::reset(&secret) }.render()?));
    }
    let hash = passwords::hash(&app, posted.get("password")).await?;
    let who = person.name_and_email();
    let entry = audit::entry_by(&app, &who, &visitor, FIRST_WORKSPACE, "password_reset", "with a reset link");
    check(app.accounts().use_reset(&secret::hash(&secret), &hash, app.clock().now_ms(), &entry).await?)?;
    Ok(redirect_to(&urls::sign_in_with_notice("password_reset")))
}

async fn find(app: &App, visitor: &Visitor, secret: &str) -> Result<Person, AppError> {
    visitor.require_accounts()?;
    if secret::is_secret(secret)
        && let Some(person) = app.accounts().reset(&secret::hash(secret), app.clock().now_ms()).await?
    {
        return Ok(person);
    }
    app.limits().guess(visitor.address)?;
    Err(AppError::NotFound)
}
