//! The one writing connection of this process, and whose turn it is.

use std::path::Path;
use std::sync::Arc;

use sqlx::{AnyConnection, Connection};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::storage::error::StorageError;
use crate::storage::sqlite;

/// The writing connection; opened when it is first needed, and again after it failed.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    file: Arc<Path>,
    kept: Arc<Mutex<Option<AnyConnection>>>,
}

/// A turn at the writing connection. Unless it is kept, the connection is closed when the turn ends: a transaction left
/// open on it is rolled back, and a connection on which something failed is not used again.
#[derive(Debug)]
pub(crate) struct Turn {
    connection: AnyConnection,
    place: OwnedMutexGuard<Option<AnyConnection>>,
}

impl Writer {
    pub(crate) fn of(file: &Path) -> Writer {
        Writer { file: file.into(), kept: Arc::default() }
    }

    pub(crate) async fn turn(&self) -> Result<Turn, StorageError> {
        let mut place = Arc::clone(&self.kept).lock_owned().await;
        let connection = match place.take() {
            Some(connection) => connection,
            None => sqlite::connect(&self.file).await?,
        };
        Ok(Turn { connection, place })
    }

    /// Closes the connection, after whoever has it now.
    pub(crate) async fn close(&self) {
        if let Some(connection) = self.kept.lock().await.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database did not close cleanly");
        }
    }
}

impl Turn {
    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }

    /// Ends the turn and keeps the connection for the next.
    pub(crate) fn keep(mut self) {
        *self.place = Some(self.connection);
    }
}
