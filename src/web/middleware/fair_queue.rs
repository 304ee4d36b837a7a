//! Whose turn it is to have work done that keeps a core busy.
//!
//! There are few places for such work. Nobody has more than one of them at a time, so that whoever asks for much waits
//! behind themselves and not in front of everybody else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::web::access::Visitor;
use crate::web::error::AppError;
use crate::web::middleware::rate_limit::block;

/// So long somebody waits behind themselves.
const PATIENCE: Duration = if cfg!(test) { Duration::from_millis(50) } else { Duration::from_secs(10) };
/// So many people are remembered before those are forgotten who wait for nothing.
const MANY: usize = 1_000;

tokio::task_local! {
    /// Who has sent the request that is being answered.
    static ASKER: Option<Arc<str>>;
}

/// Answers a request that somebody has sent.
pub(crate) async fn asked_by<T>(visitor: &Visitor, answer: impl Future<Output = T>) -> T {
    ASKER.scope(key(visitor), answer).await
}

/// Who shares a place: a person with their programs; guests and strangers with all others from the same address, since
/// another name costs them nothing. Whoever sits at the machine has all places.
fn key(visitor: &Visitor) -> Option<Arc<str>> {
    if visitor.solo.is_some() {
        return None;
    }
    let person = visitor.token.as_ref().map(|token| &token.person);
    let person = person.or(visitor.session.as_ref().map(|session| &session.person.id));
    Some(person.map_or_else(|| format!("from {}", block(visitor.address)).into(), |id| id.as_str().into()))
}

/// A place that somebody has, until it is dropped.
pub(crate) struct Turn {
    _own: Option<OwnedSemaphorePermit>,
    _one_of_all: OwnedSemaphorePermit,
}

/// The one place of each person.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<HashMap<Arc<str>, Weak<Semaphore>>>);

impl Turns {
    /// Waits for a place among those of everybody, behind what the same asker waits for.
    pub(crate) async fn take(&self, places: &Arc<Semaphore>) -> Result<Turn, AppError> {
        let own = match ASKER.try_with(Clone::clone).ok().flatten() {
            Some(asker) => {
                let waited = timeout(PATIENCE, self.of(&asker).acquire_owned()).await;
                let waited = waited.map_err(|_| AppError::TooMany { seconds: PATIENCE.as_secs() })?;
                Some(waited.map_err(|cause| AppError::internal("waiting for one's turn", &cause))?)
            }
            None => None,
        };
        let place = Arc::clone(places).acquire_owned().await;
        let place = place.map_err(|cause| AppError::internal("waiting for a turn", &cause))?;
        Ok(Turn { _own: own, _one_of_all: place })
    }

    fn of(&self, asker: &Arc<str>) -> Arc<Semaphore> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = turns.get(asker).and_then(Weak::upgrade) {
            return own;
        }
        if turns.len() >= MANY {
            turns.retain(|_, own| own.strong_count() > 0);
        }
        let own = Arc::new(Semaphore::new(1));
        turns.insert(Arc::clone(asker), Arc::downgrade(&own));
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_asks_for_much_waits_behind_themselves() {
        let (turns, places) = (Turns::default(), Arc::new(Semaphore::new(2)));
        let take = |who: &str| ASKER.scope(Some(who.into()), turns.take(&places));
        let first = take("gus").await.unwrap();
        assert!(matches!(take("gus").await, Err(AppError::TooMany { .. })));
        let other = take("olga").await.unwrap();
        drop((first, other));
        take("gus").await.unwrap();
    }
}
