//! The only module that reads the time and generates ids and random numbers.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, UNIX_EPOCH};

use sha2::{Digest, Sha256};
use tokio::sync::watch;
use tokio::time::sleep;

/// The system clock, or a manual one for tests, which stands still until it is advanced. Clones share a manual clock.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    manual_ms: Option<Arc<watch::Sender<i64>>>,
}

impl Clock {
    pub fn manual(start_ms: i64) -> Clock {
        Clock { manual_ms: Some(Arc::new(watch::Sender::new(start_ms))) }
    }

    /// Advances a manual clock by whole milliseconds. Does nothing to the system clock.
    pub fn advance(&self, by: Duration) {
        if let Some(now_ms) = &self.manual_ms {
            now_ms.send_modify(|now_ms| *now_ms += i64::try_from(by.as_millis()).unwrap_or(0));
        }
    }

    /// Milliseconds since 1970 in UTC.
    pub fn now_ms(&self) -> i64 {
        self.manual_ms.as_ref().map_or_else(now_ms, |now_ms| *now_ms.borrow())
    }

    /// Waits until a moment, in milliseconds since 1970.
    pub async fn wait_until(&self, at_ms: i64) {
        match &self.manual_ms {
            // Fails only without a sender, which is this one.
            Some(now_ms) => _ = now_ms.subscribe().wait_for(|now_ms| *now_ms >= at_ms).await,
            None => sleep(Duration::from_millis(u64::try_from(at_ms - now_ms()).unwrap_or(0))).await,
        }
    }

    /// The time since an arbitrary fixed moment. Unlike [`Clock::now_ms`], it doesn't jump when the system clock is
    /// set.
    pub fn elapsed(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        match &self.manual_ms {
            Some(now_ms) => Duration::from_millis(u64::try_from(*now_ms.borrow()).unwrap_or(0)),
            None => START.elapsed(),
        }
    }
}

/// Milliseconds since 1970 in UTC, from the system clock.
#[expect(clippy::disallowed_methods, reason = "the only place that reads the time")]
fn now_ms() -> i64 {
    // A clock set to before 1970 reads as 0, which is wrong, but nothing depends on it for correctness.
    std::time::SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

/// Generates an id: a `UUIDv7` as text. Ids sort in the order of creation.
#[expect(clippy::disallowed_methods, reason = "the only place that generates ids")]
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Generates an unguessable secret: 256 random bits in hexadecimal.
pub fn new_secret() -> String {
    // Each value has 122 random bits from the operating system; hashing three of them yields 256.
    let mut hasher = Sha256::new();
    (0..3).for_each(|_| hasher.update(random()));
    hasher.finalize().iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}

/// Generates text of random letters of an alphabet, for codes that people type.
pub fn new_code(alphabet: &[u8], length: usize) -> String {
    let letter = |()| alphabet.get(usize::try_from(chance(alphabet.len() as u64)).unwrap_or(0));
    std::iter::repeat_n((), length).filter_map(letter).map(|&letter| char::from(letter)).collect()
}

/// A random number less than `below`; 0 if `below` is 0.
pub fn chance(below: u64) -> u64 {
    u64::from_le_bytes(random()[8..].try_into().unwrap_or_default()).checked_rem(below).unwrap_or(0)
}

#[expect(clippy::disallowed_methods, reason = "the only place that generates random numbers")]
fn random() -> [u8; 16] {
    uuid::Uuid::new_v4().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_sort_by_creation() {
        let ids: Vec<String> = (0..1000).map(|_| new_id()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(Clock::default().now_ms() > 1_600_000_000_000);
    }

    #[test]
    fn secrets_differ_and_chance_stays_below_its_bound() {
        let (one, other) = (new_secret(), new_secret());
        assert_eq!(one.len(), 64);
        assert_ne!(one, other);
        assert!((0..1000).all(|_| chance(7) < 7));
        assert!((0..1000).any(|_| chance(1000) > 500));
        assert_eq!(chance(0), 0);
    }

    #[test]
    fn codes_differ_and_have_letters_of_their_alphabet() {
        let codes: Vec<String> = (0..200).map(|_| new_code(b"ABC", 6)).collect();
        assert!(codes.iter().all(|code| code.len() == 6 && code.chars().all(|letter| "ABC".contains(letter))));
        assert!(codes.iter().any(|code| code != &codes[0]));
        assert!("ABC".chars().all(|letter| codes.iter().any(|code| code.contains(letter))));
    }

    #[test]
    fn manual_clock_stands_still_until_it_is_advanced() {
        let clock = Clock::manual(5000);
        let same = clock.clone();
        clock.advance(Duration::from_millis(1));
        assert_eq!((same.now_ms(), same.elapsed()), (5001, Duration::from_millis(5001)));
    }
}
