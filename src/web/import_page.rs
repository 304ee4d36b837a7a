//! Bring a file: the form. Reading it is [`super`]'s business of uploads.

use askama::Template;
use axum::response::Response;

use crate::vsm::Refusal;

use super::error::Failure;
use super::form::page;

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage<'a> {
    wrong: Option<&'a Refusal>,
    text: &'a str,
}

/// `GET /import`: the form.
pub(super) async fn show() -> Result<Response, Failure> {
    Ok(page(ImportPage { wrong: None, text: "" }.render()?))
}

/// The form as it comes back, with what was wrong and what was pasted.
///
/// # Errors
/// Only if the template cannot be rendered.
pub(super) fn refused(refusal: &Refusal, text: &str) -> Result<String, Failure> {
    Ok(ImportPage { wrong: Some(refusal), text }.render()?)
}
