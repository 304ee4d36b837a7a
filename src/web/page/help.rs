//! All words, formulas and keys on one page.

use std::sync::OnceLock;

use askama::Template;
use axum::response::Response;

use exchange::Format;

use crate::web::error::AppError;
use crate::web::page::actions;
use crate::web::page::actions::Group;
use crate::web::page::form::page;
use crate::web::page::glossary::{CHAPTERS, Chapter};
use crate::web::page::layout;

#[derive(Template)]
#[template(path = "page/help.html")]
struct HelpPage {
    chapters: &'static [Chapter],
    groups: Vec<Group>,
    formats: Vec<Format>,
}

pub(crate) async fn show() -> Result<Response, AppError> {
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
