//! Database access for commands other than `serve`.

use std::path::Path;
use std::sync::Arc;

use crate::live::Hub;
use crate::storage::{DataLock, DatabaseContents, Storage, StorageError};
use crate::web;
use vsm::text::count;

/// Blocks until a database operation has finished.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, StorageError>>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|cause| format!("Weir can’t start: {cause}."))?;
    runtime.block_on(work).map_err(|error| error.to_string())
}

/// `1 map with 3 history entries`
pub(super) fn in_words(contents: DatabaseContents) -> String {
    let number = |of: u64| usize::try_from(of).unwrap_or(usize::MAX);
    let maps = count(number(contents.maps), "map", "maps");
    format!("{maps} with {}", count(number(contents.edits), "history entry", "history entries"))
}

/// Opens a hub on a data directory. Safe while a server is running.
pub(super) fn with_hub<T>(data: &Path, work: impl AsyncFnOnce(Arc<Hub>) -> Result<T, String>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|cause| format!("Weir can’t start its threads: {cause}."))?;
    runtime.block_on(async {
        let _lock = DataLock::shared(data).map_err(|cause| cause.to_string())?;
        let storage = Storage::open(data).await.map_err(|cause| cause.to_string())?;
        let hub = Hub::start(storage, web::painter());
        let result = work(Arc::clone(&hub)).await;
        hub.shutdown().await;
        result
    })
}
