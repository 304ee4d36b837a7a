//! `weir serve`: from the start of the process to its orderly end.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::config::{self, Serve};
use crate::live::Hub;
use crate::storage::{DataLock, Storage, StorageError};
use crate::web::{self, App};

use super::Outcome;

/// How long a stopping server still answers that it is not ready, so that whoever sends it requests hears of it.
const NOTICE: Duration = Duration::from_millis(200);
/// How long requests that have begun may take after that.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// How long the writer may take to finish.
const LAST_EDITS: Duration = Duration::from_secs(5);

/// Serves until told to stop. Prints `Listening on http://…` once it does.
///
/// # Errors
/// A sentence that says why it cannot serve.
pub(super) fn run(options: &Serve) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|cause| format!("Weir cannot start its threads: {cause}."))?;
    let outcome = runtime.block_on(serve(options));
    // A picture that nobody waits for any more must not hold up the end.
    runtime.shutdown_background();
    outcome
}

async fn serve(options: &Serve) -> Outcome {
    let address = options.listen;
    if !address.ip().is_loopback() {
        return Err(format!(
            "{address} can be reached from other machines, and Weir has no accounts yet that would keep strangers out. \
             Listen on this machine only: --listen 127.0.0.1:{}",
            address.port()
        ));
    }
    // The address first: whoever starts Weir twice hears about that, and not about a database in use.
    let listener = TcpListener::bind(address).await.map_err(|cause| cannot_listen(address, &cause))?;
    let data = config::data_dir(options.data.as_deref())?;
    // Held until the end, so that nobody restores the database meanwhile.
    let _lock = DataLock::shared(&data).map_err(|cause| cannot_open(&data, cause))?;
    let storage = Storage::open(&data).await.map_err(|cause| cannot_open(&data, cause))?;
    let database = storage.file().to_owned();
    let hub = Hub::start(storage, web::painter());
    let app = App::new(Arc::clone(&hub));

    let address = listener.local_addr().map_err(|cause| cannot_listen(address, &cause))?;
    let (stop, stopped) = oneshot::channel::<()>();
    // Sent or dropped, either means the end.
    let stopped = async { _ = stopped.await };
    let mut server = tokio::spawn(web::answer(listener, app.clone(), stopped));
    announce(address, &database);

    asked_to_stop().await;
    app.drain();
    sleep(NOTICE).await;
    // No new connections, then no more streams: a page that comes back at once must not find this process again.
    drop(stop);
    app.end_streams();
    tokio::select! {
        _ = &mut server => {}
        () = sleep(LAST_REQUESTS) => tracing::warn!("some requests were still open and are cut"),
        () = asked_to_stop() => tracing::warn!("asked to stop a second time; open requests are cut"),
    }
    if timeout(LAST_EDITS, hub.shutdown()).await.is_err() {
        tracing::warn!("the writer did not finish in time; what was acknowledged is safe");
    }
    Ok(())
}

fn cannot_listen(address: SocketAddr, cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "{address} is in use already, perhaps by another Weir. Choose another port: --listen 127.0.0.1:3001"
            )
        }
        io::ErrorKind::PermissionDenied => {
            format!(
                "{address} is not allowed: ports below 1024 belong to the system. Choose another: --listen 127.0.0.1:3000"
            )
        }
        _ => format!("Weir cannot listen on {address}: {cause}."),
    }
}

fn cannot_open(data: &Path, cause: StorageError) -> String {
    match cause {
        StorageError::Refused(sentence) => sentence,
        cause => format!("The database in {} cannot be opened: {cause}.", data.display()),
    }
}

fn announce(address: SocketAddr, database: &Path) {
    let mut out = io::stdout().lock();
    // Nobody may be reading, which is fine.
    let _ = writeln!(out, "Listening on http://{address}\nMaps are kept in {}", database.display());
    let _ = out.flush();
}

/// Waits for SIGTERM or SIGINT (Ctrl-C).
async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
