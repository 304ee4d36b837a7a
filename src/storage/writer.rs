//! The only writing connection of this process, behind a lock.

use std::path::Path;
use std::sync::Arc;

use sqlx::{AnyConnection, Connection};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::storage::error::StorageError;
use crate::storage::sqlite;

/// The writing connection, opened on first use and reopened after a failure.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    file: Arc<Path>,
    connection: Arc<Mutex<Option<AnyConnection>>>,
}

/// Exclusive use of the writing connection. If dropped without [`WriteGuard::keep`], the connection is closed: an open
/// transaction is rolled back, and a connection on which something failed is not reused.
#[derive(Debug)]
pub(crate) struct WriteGuard {
    connection: AnyConnection,
    slot: OwnedMutexGuard<Option<AnyConnection>>,
}

impl Writer {
    pub(crate) fn new(file: &Path) -> Writer {
        Writer { file: file.into(), connection: Arc::default() }
    }

    pub(crate) async fn guard(&self) -> Result<WriteGuard, StorageError> {
        let mut slot = Arc::clone(&self.connection).lock_owned().await;
        let connection = match slot.take() {
            Some(connection) => connection,
            None => sqlite::connect(&self.file).await?,
        };
        Ok(WriteGuard { connection, slot })
    }

    /// Closes the connection once it is free.
    pub(crate) async fn close(&self) {
        if let Some(connection) = self.connection.lock().await.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database did not close cleanly");
        }
    }
}

impl WriteGuard {
    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }

    /// Returns the connection for reuse.
    pub(crate) fn keep(mut self) {
        *self.slot = Some(self.connection);
    }
}
