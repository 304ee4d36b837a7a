//! HTTP: pages, forms, the JSON API. The only room that names axum and tower. All routes are on this page.

mod api;
pub mod app;
pub mod assets;
mod conditional;
mod door;
pub mod error;
mod health;
pub mod layers;
pub mod paths;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

pub use app::App;

use api::{edits, maps};
use error::Failure;
use paths::pattern;

use crate::live::Painter;

/// What live shows everybody of a map.
#[must_use]
pub fn painter() -> Painter {
    Arc::new(|_| crate::live::Frame::default())
}

/// All routes, with all layers around them.
pub fn router(app: App) -> Router {
    layers::around(routes().with_state(app))
}

fn routes() -> Router<App> {
    Router::new()
        .route(paths::API_MAPS, get(maps::list).post(maps::create))
        .route(pattern::API_MAP, get(maps::read).delete(maps::bin))
        .route(pattern::API_METRICS, get(maps::metrics))
        .route(pattern::API_EDITS, post(edits::make))
        .route(pattern::API_RESTORE, post(maps::bring_back))
        .route(pattern::STATIC, get(assets::serve))
        .route(paths::HEALTHZ, get(health::up))
        .route(paths::READYZ, get(health::ready))
        .fallback(async || Failure::NotFound)
}
