//! Health checks.

use axum::extract::State;

use crate::web::error::AppError;
use crate::web::state::App;

pub(crate) async fn up() -> &'static str {
    "ok"
}

/// `GET /readyz`: able to write, and not about to stop.
pub(crate) async fn ready(State(app): State<App>) -> Result<&'static str, AppError> {
    if app.is_ready() { Ok("ready") } else { Err(AppError::NotReady) }
}
