//! All words, formulas and keys on one page.

use std::sync::OnceLock;

use askama::Template;
use axum::response::Response;

use crate::exchange::Format;

use super::actions::{self, Group};
use super::error::Failure;
use super::form::page;
use super::layout;
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
    // One for each bar.
    static PAGES: [OnceLock<String>; 4] = [const { OnceLock::new() }; 4];
    let made =
        || HelpPage { chapters: CHAPTERS, groups: actions::with_keys(), formats: Format::all().collect() }.render();
    let Some(kept) = PAGES.get(layout::bar() as usize) else { return Ok(page(made()?)) };
    if let Some(html) = kept.get() {
        return Ok(page(html.clone()));
    }
    let html = made()?;
    Ok(page(kept.get_or_init(|| html).clone()))
}
