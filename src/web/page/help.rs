//! The help page: terms, formulas and shortcuts.

use std::sync::OnceLock;

use askama::Template;
use axum::response::Response;

use exchange::Format;

use crate::web::error::AppError;
use crate::web::page::actions::{self, Group};
use crate::web::page::form::page;
use crate::web::page::glossary::{SECTIONS, Section};
use crate::web::page::layout;

#[derive(Template)]
#[template(path = "page/help.html")]
struct HelpPage {
    sections: &'static [Section],
    groups: Vec<Group>,
    formats: Vec<Format>,
}

pub(crate) async fn show() -> Result<Response, AppError> {
    // One for each [`layout::Bar`].
    static PAGES: [OnceLock<String>; 4] = [const { OnceLock::new() }; 4];
    let render =
        || HelpPage { sections: SECTIONS, groups: actions::with_keys(), formats: Format::all().collect() }.render();
    let Some(cached) = PAGES.get(layout::bar() as usize) else { return Ok(page(render()?)) };
    if let Some(html) = cached.get() {
        return Ok(page(html.clone()));
    }
    let html = render()?;
    Ok(page(cached.get_or_init(|| html).clone()))
}
