//! The bin: maps that were put away, and come back.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::App;
use super::error::Failure;
use super::form::page;
use super::home::{Card, cards};

/// The most that the page shows.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "bin.html")]
struct BinPage {
    cards: Vec<Card>,
}

/// `GET /bin`.
pub(super) async fn show(State(app): State<App>) -> Result<Response, Failure> {
    let listed = app.hub().list(true, None, MOST).await?;
    Ok(page(BinPage { cards: cards(&app, listed).await? }.render()?))
}
