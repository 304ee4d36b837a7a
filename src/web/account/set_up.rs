//! The setup page: creates the first account, which owns the first workspace. Its single-use secret is printed on the
//! console.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::storage::FIRST_WORKSPACE;
use crate::storage::accounts::Outcome;
use crate::web::access::{App, Visitor, audit};
use crate::web::account::session_start::SessionStart;
use crate::web::account::{is_only_by_provider, parse_line, parse_person, passwords};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page};
use crate::web::page::urls;
use crate::web::secret;
use vsm::ValidationError;

/// Longest name of a workspace, in characters.
const MAX_NAME: usize = 80;

#[derive(Template)]
#[template(path = "account/set_up.html")]
struct SetUpPage {
    form: Form,
    /// Name and address of the sign-in provider.
    provider: Option<(String, String)>,
    only_provider: bool,
}

pub(crate) async fn new(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, AppError> {
    let token = query.get("token").map_or("", String::as_str);
    check_secret(&app, &visitor, token)?;
    let form = Form::blank([("token".to_owned(), token.to_owned())].into());
    Ok(page(set_up_page(&app, form).render()?))
}

pub(crate) async fn create(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, AppError> {
    check_secret(&app, &visitor, posted.get("token"))?;
    if is_only_by_provider(&app) {
        return Err(AppError::NotFound);
    }
    let parsed = parse_workspace_name(posted.get("workspace")).and_then(|name| Ok((name, parse_person(&posted)?)));
    let (workspace, mut person) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return Ok(form_with_errors(set_up_page(&app, Form::with_error(&posted, error)).render()?)),
    };
    person.password = Some(passwords::hash(&app, posted.get("password")).await?);
    let start = SessionStart::new(&app, &person.id, &headers);
    let entry = audit::entry_by(&app, &person.name_and_email(), &visitor, FIRST_WORKSPACE, "set_up", &workspace);
    match app.accounts().create_first_account(&person, &workspace, &start.session, &entry).await? {
        Outcome::Done => Ok(start.redirect_to(&app, urls::HOME)),
        _ => Err(AppError::NotFound),
    }
}

/// Is it the secret from the console, and is there no account yet?
pub(super) fn check_secret(app: &App, visitor: &Visitor, token: &str) -> Result<(), AppError> {
    let is_it = app.settings().setup_hash.as_deref() == Some(secret::hash(token).as_str());
    if app.waits_for_set_up() && is_it {
        return Ok(());
    }
    app.limits().guess(visitor.address)?;
    Err(if app.waits_for_set_up() { AppError::NotSetUp } else { AppError::NotFound })
}

pub(crate) fn parse_workspace_name(given: &str) -> Result<String, ValidationError> {
    let needed = "Enter a workspace name, such as your team or company.";
    parse_line(&given.into(), ("bad_name", "workspace"), MAX_NAME, Some(needed))
}

fn set_up_page(app: &App, form: Form) -> SetUpPage {
    let provider = app.settings().provider.as_ref();
    let link = provider.map(|p| (p.name.clone(), urls::provider_redirect_with("setup", form.value("token"))));
    SetUpPage { form, provider: link, only_provider: is_only_by_provider(app) }
}
