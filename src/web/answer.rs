//! Answers requests that come in on a listener, until told to stop.

use std::io;
use std::net::SocketAddr;
#[cfg(target_os = "linux")]
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use super::{App, router};

/// How long a connection may leave what it was sent where it is.
#[cfg(target_os = "linux")]
const GIVEN_UP_AFTER: Duration = Duration::from_secs(40);

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
        // Who takes nothing off a stream for so long has gone, without a word: nobody keeps a seat for them.
        #[cfg(target_os = "linux")]
        if let Err(cause) = socket2::SockRef::from(&*connection).set_tcp_user_timeout(Some(GIVEN_UP_AFTER)) {
            tracing::debug!(%cause, "a connection is not given up by itself");
        }
    });
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stopped).await
}
