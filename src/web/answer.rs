//! Answers requests that come in on a listener, until told to stop.

use std::io;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use super::{App, router};

/// Serves until `stopped` is ready; requests that have begun by then are answered to their end.
///
/// # Errors
/// When the listener fails for good.
pub async fn answer(
    listener: TcpListener,
    app: App,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // Answers are written whole; waiting for more to send with them only delays them.
    let listener = listener.tap_io(|connection| {
        if let Err(cause) = connection.set_nodelay(true) {
            tracing::debug!(%cause, "a connection keeps its delay");
        }
    });
    axum::serve(listener, router(app)).with_graceful_shutdown(stopped).await
}
