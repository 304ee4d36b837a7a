//! The one writing connection of this process, and the lock on it.

use std::path::Path;
use std::sync::Arc;

use sqlx::{AnyConnection, Connection};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::storage::error::StorageError;
use crate::storage::sqlite;

/// The writing connection; opened when first needed, and again after a failure.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    file: Arc<Path>,
    kept: Arc<Mutex<Option<AnyConnection>>>,
}

/// Exclusive use of the writing connection. Dropped without [`WriteGuard::keep`], the connection is closed: a transaction
/// left open on it is rolled back, and a connection on which something failed is not used again.
#[derive(Debug)]
pub(crate) struct WriteGuard {
    connection: AnyConnection,
    place: OwnedMutexGuard<Option<AnyConnection>>,
}

impl Writer {
    pub(crate) fn of(file: &Path) -> Writer {
        Writer { file: file.into(), kept: Arc::default() }
    }

    pub(crate) async fn guard(&self) -> Result<WriteGuard, StorageError> {
        let mut place = Arc::clone(&self.kept).lock_owned().await;
        let connection = match place.take() {
            Some(connection) => connection,
            None => sqlite::connect(&self.file).await?,
        };
        Ok(WriteGuard { connection, place })
    }

    /// Closes the connection once it is free.
    pub(crate) async fn close(&self) {
        if let Some(connection) = self.kept.lock().await.take()
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

    /// Returns the connection for the next use.
    pub(crate) fn keep(mut self) {
        *self.place = Some(self.connection);
    }
}
