//! What whoever runs Weir asks it.

use axum::extract::State;

use crate::web::access::App;
use crate::web::error::AppError;

pub(crate) async fn up() -> &'static str {
    "ok"
}

/// `GET /readyz`: able to write, and not about to stop.
pub(crate) async fn ready(State(app): State<App>) -> Result<&'static str, AppError> {
    if app.is_ready() { Ok("ready") } else { Err(AppError::NotReady) }
}
