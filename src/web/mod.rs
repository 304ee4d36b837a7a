//! HTTP: pages, forms, the JSON API. The only room that names axum and tower. All routes are on this page.

pub mod assets;
pub mod error;
pub mod layers;
pub mod paths;
