//! HTTP: pages, forms, the JSON API. The only module that names axum and tower.

mod access;
mod account;
mod api;
mod compare;
pub mod error;
mod flows;
mod home;
mod ideas;
mod import;
mod join_code;
mod json;
pub mod maps;
pub mod middleware;
pub mod page;
mod router;
mod secret;
mod server;
pub mod settings;
mod share;
mod state;
mod steps;
mod workspace;

use std::sync::Arc;

use crate::live::FrameRenderer;

pub use access::App;
pub use account::ResetLink;
pub use router::router;
pub use server::serve;
pub use settings::Settings;

/// Renders what everyone sees of a map, for the live maps.
pub fn painter() -> FrameRenderer {
    Arc::new(maps::frame::Renderer)
}
