//! What whoever runs Weir asks it.

use axum::extract::State;

use super::access::App;
use super::error::Failure;

/// `GET /healthz`: up.
pub(super) async fn up() -> &'static str {
    "ok"
}

/// `GET /readyz`: able to write, and not about to stop.
pub(super) async fn ready(State(app): State<App>) -> Result<&'static str, Failure> {
    if app.is_ready() { Ok("ready") } else { Err(Failure::NotReady) }
}
