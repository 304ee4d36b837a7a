//! The only place that reads the time and makes ids.

use std::time::UNIX_EPOCH;

/// Milliseconds since 1970 in UTC, by the system's clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the time")]
pub fn now_ms() -> i64 {
    // A clock set before 1970 reads as 0: wrong, but nothing depends on it for correctness.
    std::time::SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

/// A new id: a `UUIDv7` as text, in the order of creation.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place that makes ids")]
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_keep_their_order() {
        let ids: Vec<String> = (0..1000).map(|_| new_id()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(now_ms() > 1_600_000_000_000);
    }
}
