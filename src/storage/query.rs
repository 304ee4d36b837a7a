//! Statements with their values, and how rows become values.

use sqlx::Any;
use sqlx::any::{AnyArguments, AnyRow};

use crate::storage::error::StorageError;
use crate::storage::{Storage, WriteTransaction};

/// A statement with its bound values.
pub(crate) type Query = sqlx::query::Query<'static, Any, AnyArguments>;

/// A [`Query`] from a statement and copies of the values of `$1`, `$2` and so on.
macro_rules! query {
    ($statement:expr $(, $value:expr)* $(,)?) => {
        sqlx::query::<sqlx::Any>($statement)$(.bind($value))*
    };
}
pub(crate) use query;

impl Storage {
    /// The only row of a query; `None` if there is none.
    pub(crate) async fn one<T>(
        &self,
        query: Query,
        read: impl FnOnce(&AnyRow) -> Result<T, StorageError>,
    ) -> Result<Option<T>, StorageError> {
        query.fetch_optional(&self.readers).await?.as_ref().map(read).transpose()
    }

    /// All rows of a query.
    pub(crate) async fn all<T>(
        &self,
        query: Query,
        read: impl FnMut(&AnyRow) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        query.fetch_all(&self.readers).await?.iter().map(read).collect()
    }
}

impl WriteTransaction {
    /// Runs one statement and returns the number of rows affected.
    pub(crate) async fn run(&mut self, query: Query) -> Result<u64, StorageError> {
        Ok(query.execute(self.connection()).await?.rows_affected())
    }

    pub(crate) async fn one(&mut self, query: Query) -> Result<Option<AnyRow>, StorageError> {
        Ok(query.fetch_optional(self.connection()).await?)
    }
}
