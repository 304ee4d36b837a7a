//! What was read from the database and is kept in memory until it may have changed; a bounded number of things.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use crate::storage::StorageError;

/// So many things are kept; when there are more, all are forgotten and asked for again.
const MOST: usize = 10_000;

#[derive(Debug)]
pub(crate) struct Kept<T>(RwLock<Inside<T>>);

#[derive(Debug)]
struct Inside<T> {
    things: HashMap<String, T>,
    /// How often all was forgotten: what was read before that is not kept after it.
    age: u64,
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept(RwLock::new(Inside { things: HashMap::new(), age: 0 }))
    }
}

impl<T: Clone> Kept<T> {
    /// The thing with this key: as it is kept, else read. What is not there is not kept, nor what may not be.
    pub(crate) async fn get(
        &self,
        key: &str,
        read: impl Future<Output = Result<Option<T>, StorageError>>,
        may_be_kept: impl FnOnce(&T) -> bool,
    ) -> Result<Option<T>, StorageError> {
        let age = {
            let inside = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(thing) = inside.things.get(key) {
                return Ok(Some(thing.clone()));
            }
            inside.age
        };
        let Some(thing) = read.await? else { return Ok(None) };
        if !may_be_kept(&thing) {
            return Ok(Some(thing));
        }
        let mut inside = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if inside.age == age {
            if inside.things.len() >= MOST {
                inside.things.clear();
            }
            inside.things.insert(key.to_owned(), thing.clone());
        }
        Ok(Some(thing))
    }

    pub(crate) fn forget(&self) {
        let mut inside = self.0.write().unwrap_or_else(PoisonError::into_inner);
        inside.age += 1;
        inside.things.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_forgotten_while_it_is_read_is_not_kept() {
        let kept = Kept::default();
        let read = async {
            kept.forget();
            Ok(Some(1))
        };
        let may = |_: &i32| true;
        assert_eq!(kept.get("a", read, may).await.unwrap(), Some(1));
        assert_eq!(kept.get("a", async { Ok(Some(2)) }, may).await.unwrap(), Some(2));
        assert_eq!(kept.get("a", async { Ok(Some(3)) }, may).await.unwrap(), Some(2));
        assert_eq!(kept.get("b", async { Ok(None) }, may).await.unwrap(), None);
        assert_eq!(kept.get("b", async { Ok(Some(4)) }, may).await.unwrap(), Some(4));
        assert_eq!(kept.get("c", async { Ok(Some(5)) }, |_| false).await.unwrap(), Some(5));
        assert_eq!(kept.get("c", async { Ok(Some(6)) }, may).await.unwrap(), Some(6));
    }
}
