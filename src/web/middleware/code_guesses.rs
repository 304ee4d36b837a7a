//! How many wrong join codes can be tried. A code is short enough to be typed, so guesses must be few.
//!
//! Each guess is counted before the code is looked up, and given back if it was right: a workshop that joins from one
//! address isn't slowed down, and guesses sent at the same time don't slip through.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Clock;
use crate::web::error::AppError;

/// From one address block: 20, then one every three seconds.
const FROM: Pace = Pace { burst: 20, every: Duration::from_secs(3) };
/// From everywhere: 200, then one every two seconds.
const IN_ALL: Pace = Pace { burst: 200, every: Duration::from_secs(2) };
/// The maximum number of address blocks that are remembered.
const MAX_BLOCKS: usize = 10_000;

/// A number of guesses at once, and the time after which each of them is possible again.
struct Pace {
    burst: u32,
    every: Duration,
}

impl Pace {
    /// Counts a guess. `clear_at` is when all earlier guesses are forgotten. The error is how long to wait.
    fn count(&self, clear_at: &mut Duration, now: Duration) -> Result<(), Duration> {
        let next = now.max(*clear_at) + self.every;
        let wait = next.saturating_sub(now + self.every * self.burst);
        if wait.is_zero() {
            *clear_at = next;
            return Ok(());
        }
        Err(wait)
    }

    fn give_back(&self, clear_at: &mut Duration) {
        *clear_at = clear_at.saturating_sub(self.every);
    }
}

/// The wrong guesses of one process.
pub(crate) struct CodeGuesses {
    clock: Clock,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    in_all: Duration,
    from: HashMap<String, Duration>,
    /// Address blocks that members use. Guesses from elsewhere never keep those who sit with them from joining.
    of_members: HashSet<String>,
}

/// One counted guess.
pub(crate) struct Guess<'a> {
    guesses: &'a CodeGuesses,
    block: String,
}

impl CodeGuesses {
    pub(crate) fn new(clock: &Clock) -> CodeGuesses {
        CodeGuesses { clock: clock.clone(), counts: Mutex::default() }
    }

    /// Counts a guess as wrong, until it turns out to be right.
    pub(crate) fn begin(&self, block: String) -> Result<Guess<'_>, AppError> {
        let now = self.clock.elapsed();
        let mut counts = self.counts();
        let Counts { in_all, from, of_members } = &mut *counts;
        if from.len() >= MAX_BLOCKS {
            from.retain(|_, clear_at| *clear_at > now);
        }
        let of_block = from.entry(block.clone()).or_default();
        let before = *of_block;
        FROM.count(of_block, now).map_err(too_many)?;
        if !of_members.contains(&block)
            && let Err(wait) = IN_ALL.count(in_all, now)
        {
            *of_block = before;
            return Err(too_many(wait));
        }
        drop(counts);
        Ok(Guess { guesses: self, block })
    }

    /// A member uses this address block, so the limit for all of them together doesn't apply to it.
    pub(crate) fn trust(&self, block: String) {
        let mut counts = self.counts();
        if counts.of_members.len() >= MAX_BLOCKS {
            counts.of_members.clear();
        }
        counts.of_members.insert(block);
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guess<'_> {
    /// The code is right, so the guess doesn't count.
    pub(crate) fn was_right(self) {
        let mut counts = self.guesses.counts();
        if let Some(of_block) = counts.from.get_mut(&self.block) {
            FROM.give_back(of_block);
        }
        if !counts.of_members.contains(&self.block) {
            IN_ALL.give_back(&mut counts.in_all);
        }
    }
}

fn too_many(wait: Duration) -> AppError {
    AppError::TooManyCodes { seconds: wait.as_secs() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guesses() -> (CodeGuesses, Clock) {
        let clock = Clock::manual(1_700_000_000_000);
        (CodeGuesses::new(&clock), clock)
    }

    fn address(n: u8) -> String {
        format!("192.0.2.{n}")
    }

    #[test]
    fn wrong_codes_are_limited_and_right_ones_are_not() {
        let (guesses, clock) = guesses();
        for _ in 0..1000 {
            guesses.begin(address(1)).unwrap().was_right();
        }
        assert_eq!((0..30).filter(|_| guesses.begin(address(1)).is_ok()).count(), 20);
        // A right code is refused too, or the limit would be none.
        assert!(matches!(guesses.begin(address(1)), Err(AppError::TooManyCodes { seconds: 4 })));
        assert!(guesses.begin(address(2)).is_ok());
        clock.advance(Duration::from_secs(3));
        assert!(guesses.begin(address(1)).is_ok());
        assert!(guesses.begin(address(1)).is_err());
        clock.advance(Duration::from_mins(1));
        assert_eq!((0..30).filter(|_| guesses.begin(address(1)).is_ok()).count(), 20);
    }

    #[test]
    fn guesses_from_everywhere_do_not_keep_out_those_who_sit_with_a_member() {
        let (guesses, _) = guesses();
        guesses.trust(address(250));
        let wrong = (0..100).map(|n| (0..20).filter(|_| guesses.begin(address(n)).is_ok()).count()).sum::<usize>();
        assert_eq!(wrong, 200);
        assert!(guesses.begin(address(249)).is_err());
        assert_eq!((0..30).filter(|_| guesses.begin(address(250)).is_ok()).count(), 20);
        // An address that was refused for the guesses of others hasn't used up its own.
        guesses.trust(address(249));
        assert_eq!((0..30).filter(|_| guesses.begin(address(249)).is_ok()).count(), 20);
    }
}
