//! Bring a file: the form. Reading it is [`super`]'s business of uploads.

use askama::Template;
use axum::response::Response;

use crate::live::Snapshot;
use crate::vsm::Refusal;
use crate::vsm::check::Finding;

use super::access::CanMake;
use super::error::Failure;
use super::form::page;
use super::paths;

/// The most findings that are told one by one.
const MOST_FINDINGS: usize = 500;

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage<'a> {
    wrong: Option<&'a Refusal>,
    text: &'a str,
}

/// The map is here, and this is what reading it found.
#[derive(Template)]
#[template(path = "imported.html")]
struct ImportedPage<'a> {
    name: &'a str,
    map_href: String,
    findings: &'a [Finding],
    /// How many more there are.
    more: usize,
}

/// `GET /import`: the form.
pub(super) async fn show(_may: CanMake) -> Result<Response, Failure> {
    Ok(page(ImportPage { wrong: None, text: "" }.render()?))
}

/// The form as it comes back, with what was wrong and what was pasted.
///
/// # Errors
/// Only if the template cannot be rendered.
pub(super) fn refused(refusal: &Refusal, text: &str) -> Result<String, Failure> {
    Ok(ImportPage { wrong: Some(refusal), text }.render()?)
}

/// The page that tells what was found while a map was read: what was left out, and what was taken differently.
///
/// # Errors
/// Only if the template cannot be rendered.
pub(super) fn told(made: &Snapshot, findings: &[Finding]) -> Result<String, Failure> {
    let told = findings.get(..MOST_FINDINGS).unwrap_or(findings);
    let page = ImportedPage {
        name: &made.map.name,
        map_href: paths::map(&made.id),
        findings: told,
        more: findings.len() - told.len(),
    };
    Ok(page.render()?)
}
