//! Setting a new password by a link that an owner made.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use crate::clock;
use crate::storage::FIRST_WORKSPACE;
use crate::storage::accounts::Person;
use crate::web::access::secret;
use crate::web::access::{App, Visitor};
use crate::web::account::me;
use crate::web::account::sign_in::there_are_accounts;
use crate::web::account::{outcome, passwords};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, comes_back, on_to, page};
use crate::web::page::urls;
use crate::web::workspace::audit;

/// A link for a new password is good for so long: two days.
const RESET_MS: i64 = 2 * 24 * 60 * 60 * 1000;

/// A link for a new password that is being made.
#[derive(Debug)]
pub struct ResetLink {
    /// Where it leads, within the server.
    pub path: String,
    /// The hash of its secret.
    pub hash: String,
    /// Now, and until when it is good; milliseconds since 1970.
    pub times: (i64, i64),
}

impl ResetLink {
    /// One with a secret of its own.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "each is another one")]
    pub fn new() -> ResetLink {
        let (secret, now_ms) = (clock::new_secret(), clock::now_ms());
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

pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Result<Response, AppError> {
    let person = found(&app, &visitor, &secret).await?;
    Ok(page(ResetPage { form: Form::default(), email: person.email, action: urls::reset(&secret) }.render()?))
}

pub(crate) async fn set(
    State(app): State<App>,
    visitor: Visitor,
    Path(secret): Path<String>,
    posted: Posted,
) -> Result<Response, AppError> {
    let person = found(&app, &visitor, &secret).await?;
    if let Err(refusal) = passwords::check(posted.get("password"), &[&person.email, &person.name]) {
        let form = Form::refused(&posted, refusal);
        return Ok(comes_back(ResetPage { form, email: person.email, action: urls::reset(&secret) }.render()?));
    }
    let hash = passwords::hash(&app, posted.get("password")).await?;
    let noted = audit::by(&me::called(&person), &visitor, FIRST_WORKSPACE, "password_reset", "with a reset link");
    let fingerprint = secret::hash(&secret);
    let used = app.accounts().store().use_reset(&fingerprint, &hash, clock::now_ms(), &noted);
    outcome(app.accounts().change(used).await?)?;
    Ok(on_to(&format!("{}?told=reset", urls::SIGN_IN)))
}

async fn found(app: &App, visitor: &Visitor, secret: &str) -> Result<Person, AppError> {
    there_are_accounts(visitor)?;
    if secret::is_one(secret)
        && let Some(person) = app.accounts().store().reset(&secret::hash(secret), clock::now_ms()).await?
    {
        return Ok(person);
    }
    app.limits().guess(visitor.address)?;
    Err(AppError::NotFound)
}
