//! Serves the requests of a listener until it is stopped.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::select;
use tokio::sync::watch;
use tower::Service;

use crate::web::router::router;
use crate::web::state::App;

/// A connection whose client reads nothing for this long is closed.
#[cfg(target_os = "linux")]
const USER_TIMEOUT: Duration = Duration::from_secs(40);
/// How long a connection can take to send the head of its next request: longer than proxies keep an idle one.
const HEADER_TIMEOUT: Duration = if cfg!(test) { Duration::from_millis(300) } else { Duration::from_secs(75) };

/// Serves until `stopped` is ready; requests that have begun by then are answered.
pub async fn serve(
    mut listener: TcpListener,
    app: App,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let router = router(app);
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    let (ending, ended) = watch::channel(());
    let mut stopped = pin!(stopped);
    loop {
        let (connection, peer) = select! {
            () = &mut stopped => break,
            accepted = Listener::accept(&mut listener) => accepted,
        };
        prepare(&connection);
        tokio::spawn(serve_connection(connection, peer, router.clone(), builder.clone(), ended.clone()));
    }
    drop((listener, ended));
    ending.send_replace(());
    // The receivers are dropped when the last connection has ended.
    ending.closed().await;
    Ok(())
}

fn prepare(connection: &TcpStream) {
    // Responses are written whole, so waiting for more to send only delays them.
    if let Err(cause) = connection.set_nodelay(true) {
        tracing::debug!(%cause, "TCP_NODELAY can’t be set");
    }
    // A client that disappeared without closing its connection must not hold a subscription.
    #[cfg(target_os = "linux")]
    if let Err(cause) = socket2::SockRef::from(connection).set_tcp_user_timeout(Some(USER_TIMEOUT)) {
        tracing::debug!(%cause, "TCP_USER_TIMEOUT can’t be set");
    }
}

async fn serve_connection(
    connection: TcpStream,
    peer: SocketAddr,
    router: Router,
    builder: Builder,
    mut ending: watch::Receiver<()>,
) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let mut connection = pin!(builder.serve_connection(TokioIo::new(connection), service));
    let ended = select! {
        ended = connection.as_mut() => ended,
        _ = ending.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(cause) = ended {
        tracing::trace!(%cause, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;
    use tokio::time::timeout;

    use super::*;
    use crate::live::Hub;
    use crate::storage::Storage;

    #[tokio::test]
    async fn unfinished_request_is_not_waited_for() {
        let directory = tempfile::tempdir().unwrap();
        let hub = Hub::start(Storage::open(directory.path()).await.unwrap(), crate::web::painter());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(serve(listener, App::new(hub), async { drop(stopped.await) }));
        let soon = Duration::from_secs(20);
        let mut read = Vec::new();

        let mut good = TcpStream::connect(address).await.unwrap();
        good.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
        timeout(soon, good.read_to_end(&mut read)).await.unwrap().unwrap();
        assert!(read.starts_with(b"HTTP/1.1 200"));

        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: local").await.unwrap();
        timeout(soon, slow.read_to_end(&mut read)).await.expect("an end").unwrap();

        let _idle = TcpStream::connect(address).await.unwrap();
        drop(stop);
        timeout(soon, server).await.expect("an orderly end").unwrap().unwrap();
    }
}
