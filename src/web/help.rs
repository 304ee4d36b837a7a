//! All words, formulas and keys on one page.

use std::sync::OnceLock;

use askama::Template;
use axum::response::Response;

use crate::exchange::Format;

use super::actions::{self, Group};
use super::error::Failure;
use super::form::page;
use super::words::{CHAPTERS, Chapter};

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    chapters: &'static [Chapter],
    groups: Vec<Group>,
    formats: Vec<Format>,
}

/// `GET /help`.
pub(super) async fn show() -> Result<Response, Failure> {
    static PAGE: OnceLock<String> = OnceLock::new();
    if let Some(html) = PAGE.get() {
        return Ok(page(html.clone()));
    }
    let html =
        HelpPage { chapters: CHAPTERS, groups: actions::with_keys(), formats: Format::all().collect() }.render()?;
    Ok(page(PAGE.get_or_init(|| html).clone()))
}
