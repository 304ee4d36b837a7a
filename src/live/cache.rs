//! A bounded cache of values read from the database, which are dropped when they may have changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::live::snapshot::Snapshot;
use crate::storage::StorageError;

const MAX_ENTRIES: usize = 10_000;

/// Maps at earlier revisions, by id and revision.
pub(crate) type RevisionCache = quick_cache::sync::Cache<(String, u64), Arc<Snapshot>>;

/// Entries by key, all dropped together. A read that was in progress when the cache was cleared is never served from
/// it: its entry belongs to the generation in which the read began.
#[derive(Debug)]
pub(crate) struct Cache<T> {
    entries: quick_cache::sync::Cache<(u64, Box<str>), T>,
    generation: AtomicU64,
}

impl<T: Clone> Default for Cache<T> {
    fn default() -> Cache<T> {
        Cache { entries: quick_cache::sync::Cache::new(MAX_ENTRIES), generation: AtomicU64::new(0) }
    }
}

impl<T: Clone> Cache<T> {
    /// The cached value for a key, or the result of `read`. `None` and values rejected by `is_cacheable` aren't cached.
    pub(crate) async fn get(
        &self,
        key: &str,
        read: impl Future<Output = Result<Option<T>, StorageError>>,
        is_cacheable: impl FnOnce(&T) -> bool,
    ) -> Result<Option<T>, StorageError> {
        let key = (self.generation.load(Ordering::SeqCst), Box::from(key));
        if let Some(value) = self.entries.get(&key) {
            return Ok(Some(value));
        }
        let Some(value) = read.await? else { return Ok(None) };
        if is_cacheable(&value) {
            self.entries.insert(key, value.clone());
        }
        Ok(Some(value))
    }

    pub(crate) fn clear(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn cache_entry_read_during_invalidation_is_not_stored() {
        let cache = Cache::default();
        let read = async {
            cache.clear();
            Ok(Some(1))
        };
        let always = |_: &i32| true;
        assert_eq!(cache.get("a", read, always).await.unwrap(), Some(1));
        assert_eq!(cache.get("a", async { Ok(Some(2)) }, always).await.unwrap(), Some(2));
        assert_eq!(cache.get("a", async { Ok(Some(3)) }, always).await.unwrap(), Some(2));
        assert_eq!(cache.get("b", async { Ok(None) }, always).await.unwrap(), None);
        assert_eq!(cache.get("b", async { Ok(Some(4)) }, always).await.unwrap(), Some(4));
        assert_eq!(cache.get("c", async { Ok(Some(5)) }, |_| false).await.unwrap(), Some(5));
        assert_eq!(cache.get("c", async { Ok(Some(6)) }, always).await.unwrap(), Some(6));
    }
}
