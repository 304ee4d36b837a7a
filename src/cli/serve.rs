//! `weir serve`: runs the web server, from startup to graceful shutdown.

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
use crate::web::settings::{Network, Public, Settings};
use crate::web::{self, App};

use crate::cli::CommandResult;
use drawing::fonts;

/// How long a stopping server keeps accepting connections while it reports not ready, so that load balancers notice.
const DRAIN_TIME: Duration = Duration::from_millis(200);
/// How long open requests may take after that.
const REQUESTS_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the writer may take to finish after that.
const WRITER_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves until stopped. Prints `Listening on http://…` once it is listening.
pub(super) fn run(options: &Serve) -> CommandResult {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|cause| format!("Weir can’t start its threads: {cause}."))?;
    let result = runtime.block_on(serve(options));
    // Work that no request is waiting for must not delay the exit.
    runtime.shutdown_background();
    result
}

async fn serve(options: &Serve) -> CommandResult {
    let address = options.listen;
    let mut settings = settings(options)?;
    // Bind the address first, so that starting a second server reports the address as the problem, not the database.
    let listener = TcpListener::bind(address).await.map_err(|cause| cannot_listen(address, &cause))?;
    let data = config::data_dir(options.data.as_deref())?;
    // Held until the end, so that the database can't be restored meanwhile.
    let _lock = DataLock::shared(&data).map_err(|cause| cannot_open(&data, cause))?;
    let storage = Storage::open(&data).await.map_err(|cause| cannot_open(&data, cause))?;
    let database = storage.file().to_owned();
    let hub = Hub::start(storage, web::painter());
    let has_accounts = hub.accounts().exist().await.map_err(|cause| cannot_open(&data, cause))?;
    let set_up = (settings.team && !has_accounts).then(|| settings.enable_set_up());
    let address = listener.local_addr().map_err(|cause| cannot_listen(address, &cause))?;
    let set_up_url = set_up.map(|path| format!("{}{path}", settings.origin(address)));
    let app = App::with_settings(Arc::clone(&hub), settings);

    let (stop, stopped) = oneshot::channel::<()>();
    // The server stops whether `stop` is sent or dropped.
    let stopped = async { _ = stopped.await };
    let mut server = tokio::spawn(web::serve(listener, app.clone(), stopped));
    announce(address, &database, set_up_url.as_deref());
    tokio::task::spawn_blocking(warn_of_missing_fonts);

    stop_signal().await;
    app.drain();
    // Listens from now on, so that no second signal is missed.
    let second_signal = tokio::spawn(stop_signal());
    sleep(DRAIN_TIME).await;
    // Stop accepting connections before ending the streams, because pages reconnect at once and must not reach this
    // process again.
    drop(stop);
    app.end_streams();
    tokio::select! {
        _ = &mut server => {}
        () = sleep(REQUESTS_TIMEOUT) => tracing::warn!("some requests were still open and were canceled"),
        _ = second_signal => tracing::warn!("stopped a second time; open requests were canceled"),
    }
    if timeout(WRITER_TIMEOUT, hub.shutdown()).await.is_err() {
        tracing::warn!("the writer did not finish in time; acknowledged edits are safe");
    }
    Ok(())
}

fn cannot_listen(address: SocketAddr, cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "{address} is already in use, possibly by another Weir. Choose another port: --listen 127.0.0.1:3001"
            )
        }
        io::ErrorKind::PermissionDenied => {
            format!(
                "{address} isn’t allowed: ports below 1024 are reserved by the system. \
                 Choose another port: --listen 127.0.0.1:3000"
            )
        }
        _ => format!("Weir can’t listen on {address}: {cause}."),
    }
}

fn cannot_open(data: &Path, cause: StorageError) -> String {
    match cause {
        StorageError::Rejected(sentence) => sentence,
        cause => format!("Can’t open the database in {}: {cause}.", data.display()),
    }
}

fn settings(options: &Serve) -> Result<Settings, String> {
    let public = options.public_url.as_deref().filter(|url| !url.is_empty()).map(Public::parse).transpose()?;
    let is_exposed = !options.listen.ip().is_loopback();
    let proxies = options.trusted_proxies.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    let read = |text| {
        Network::parse(text)
            .ok_or_else(|| format!("“{text}” isn’t a proxy address. Use a format like 10.0.0.7 or 10.0.0.0/8."))
    };
    let provider = config::provider()?;
    Ok(Settings {
        team: options.team || public.is_some() || is_exposed,
        any_host: is_exposed && public.is_none(),
        public,
        proxies: proxies.map(read).collect::<Result<_, _>>()?,
        setup_hash: None,
        provider,
    })
}

fn announce(address: SocketAddr, database: &Path, set_up: Option<&str>) {
    let mut out = io::stdout().lock();
    // Standard output may be closed, which is fine.
    let _ = writeln!(out, "Listening on http://{address}\nDatabase: {}", database.display());
    if let Some(set_up) = set_up {
        let _ = writeln!(out, "No accounts exist yet. Use this link once to create the first one:\n{set_up}");
    }
    let _ = out.flush();
}

/// Logs the common scripts that images can't show. Reading the fonts of the system takes a while.
fn warn_of_missing_fonts() {
    let missing = fonts::missing_common_scripts(&fonts::database(true));
    if !missing.is_empty() {
        let (names, remedy) = (missing.names(), missing.remedy());
        tracing::warn!(
            "no font on this computer has {names}: PNG and PDF show boxes instead. {remedy} and restart Weir."
        );
    }
}

/// Waits for SIGTERM or SIGINT (Ctrl-C).
async fn stop_signal() {
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
