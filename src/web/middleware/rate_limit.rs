//! How often somebody may try: to sign in, to guess a secret, to make maps, change them and take them away.
//!
//! What a limit counts is known by a hash alone, so that nobody fills the memory with what they write.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::web::error::AppError;

/// So many keys are remembered before those are forgotten that have nothing against them.
const MANY: usize = 10_000;

/// What an edit counts for besides its size: a guest who types fast makes one a second.
const AN_EDIT: usize = 10;
/// So many bytes of an edit count for one.
const BYTES: usize = 64;
/// The most that one edit counts for: the largest one can be made, and not many of them.
const MAX_FOR_AN_EDIT: u32 = 20_000;

type Limiter = RateLimiter<u64, HashMapStateStore<u64>, DefaultClock, NoOpMiddleware>;

/// The limits of one process.
pub(crate) struct Limits {
    keys: RandomState,
    account_from: Limiter,
    account: Limiter,
    sign_in_from: Limiter,
    /// From which blocks of addresses the owner of an account has signed in.
    at_home: Mutex<HashSet<u64>>,
    told_of_account: Limiter,
    told_from: Limiter,
    guess_from: Limiter,
    join_from: Limiter,
    make: Limiter,
    take: Limiter,
    past: Limiter,
    edit: Limiter,
    guests_edit_from: Limiter,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            keys: RandomState::new(),
            // Six tries, then one every half minute.
            account_from: limiter(6, Duration::from_secs(30)),
            // From everywhere together: a stranger's tries from one place never come to this.
            account: limiter(100, Duration::from_secs(10)),
            // An office behind one address signs in on a Monday morning.
            sign_in_from: limiter(60, Duration::from_secs(2)),
            at_home: Mutex::default(),
            told_of_account: limiter(1, Duration::from_mins(10)),
            told_from: limiter(30, Duration::from_secs(20)),
            guess_from: limiter(60, Duration::from_secs(1)),
            // A workshop of hundreds in one room.
            join_from: limiter(500, Duration::from_secs(1)),
            make: limiter(120, Duration::from_secs(1)),
            take: limiter(240, Duration::from_millis(500)),
            past: limiter(60, Duration::from_secs(1)),
            // 2,000 small edits at once, or 1.2 MB; then ten a second.
            edit: limiter(MAX_FOR_AN_EDIT, Duration::from_millis(10)),
            // A workshop in one room: ten times as much for all guests together.
            guests_edit_from: limiter(10 * MAX_FOR_AN_EDIT, Duration::from_millis(1)),
        }
    }
}

impl Limits {
    /// Somebody tries to sign in to an account. Each try counts, whether there is such an account or not.
    ///
    /// The strict limit is for an account and a block of addresses together, so that a stranger who guesses keeps nobody
    /// out. That for an account from everywhere does not hold where its owner has signed in before.
    pub(crate) fn sign_in(&self, account: &str, address: IpAddr) -> Result<(), AppError> {
        let (block, here) = (block(address), self.at(account, address));
        check(&self.sign_in_from, self.key(&[&block]))?;
        check(&self.account_from, here)?;
        if self.at_home.lock().unwrap_or_else(PoisonError::into_inner).contains(&here) {
            return Ok(());
        }
        check(&self.account, self.key(&[account]))
    }

    /// Somebody has shown that an account is theirs.
    pub(crate) fn signed_in(&self, account: &str, address: IpAddr) {
        let mut at_home = self.at_home.lock().unwrap_or_else(PoisonError::into_inner);
        if at_home.len() >= MANY {
            at_home.clear();
        }
        at_home.insert(self.at(account, address));
    }

    /// Is a try that failed told in the audit and the log? Not more of them than somebody would read.
    pub(crate) fn tells_of_failure(&self, address: IpAddr) -> bool {
        check(&self.told_from, self.key(&[&block(address)])).is_ok()
    }

    /// The same for a try that was not even looked at: once in a while for each account.
    pub(crate) fn tells_of_refusal(&self, account: &str, address: IpAddr) -> bool {
        check(&self.told_of_account, self.key(&[account])).is_ok() && self.tells_of_failure(address)
    }

    /// Somebody shows a secret that may be guessed.
    pub(crate) fn guess(&self, address: IpAddr) -> Result<(), AppError> {
        check(&self.guess_from, self.key(&[&block(address)]))
    }

    /// Somebody comes by a link that is good.
    pub(crate) fn join(&self, address: IpAddr) -> Result<(), AppError> {
        check(&self.join_from, self.key(&[&block(address)]))
    }

    /// Somebody makes a map, a link, an invitation or a token.
    pub(crate) fn make(&self, actor: &str) -> Result<(), AppError> {
        check(&self.make, self.key(&[actor]))
    }

    /// Somebody takes a map away.
    pub(crate) fn take(&self, actor: &str) -> Result<(), AppError> {
        check(&self.take, self.key(&[actor]))
    }

    /// Somebody looks at a map as it was, which takes the longer the further back it is.
    pub(crate) fn past(&self, actor: &str) -> Result<(), AppError> {
        check(&self.past, self.key(&[actor]))
    }

    /// Somebody makes an edit of so many bytes.
    pub(crate) fn edit(&self, actor: &str, bytes: usize) -> Result<(), AppError> {
        check_many(&self.edit, self.key(&[actor]), cost(bytes))
    }

    /// A guest makes an edit: coming by the link again makes another guest, from the same address.
    pub(crate) fn guest_edits(&self, actor: &str, address: IpAddr, bytes: usize) -> Result<(), AppError> {
        check_many(&self.guests_edit_from, self.key(&[&block(address)]), cost(bytes))?;
        self.edit(actor, bytes)
    }

    fn at(&self, account: &str, address: IpAddr) -> u64 {
        self.key(&[account, &block(address)])
    }

    fn key(&self, of: &[&str]) -> u64 {
        self.keys.hash_one(of)
    }
}

fn cost(bytes: usize) -> NonZeroU32 {
    let cost = u32::try_from(AN_EDIT + bytes / BYTES).unwrap_or(MAX_FOR_AN_EDIT).min(MAX_FOR_AN_EDIT);
    NonZeroU32::new(cost).unwrap_or(NonZeroU32::MIN)
}

fn limiter(burst: u32, then_every: Duration) -> Limiter {
    let every = Quota::with_period(then_every).unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN));
    RateLimiter::hashmap(every.allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN)))
}

fn check(limiter: &Limiter, key: u64) -> Result<(), AppError> {
    check_many(limiter, key, NonZeroU32::MIN)
}

fn check_many(limiter: &Limiter, key: u64, count: NonZeroU32) -> Result<(), AppError> {
    if limiter.len() > MANY {
        limiter.retain_recent();
        limiter.shrink_to_fit();
    }
    match limiter.check_key_n(&key, count) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(not_until)) => {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            Err(AppError::TooMany { seconds: wait.as_secs() + 1 })
        }
        // More than the limit ever lets through, which none of the counts here is.
        Err(_) => Err(AppError::TooMany { seconds: 60 }),
    }
}

/// Whoever has an IPv6 address has a whole block of them.
pub(crate) fn block(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x}", u128::from(address) >> 64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seventh_try_waits_and_other_accounts_do_not() {
        let limits = Limits::default();
        let address = "192.0.2.1".parse().unwrap();
        for _ in 0..6 {
            assert!(limits.sign_in("ana", address).is_ok());
        }
        let Err(AppError::TooMany { seconds }) = limits.sign_in("ana", address) else { panic!("not slowed down") };
        assert!((1..=31).contains(&seconds), "{seconds}");
        assert!(limits.sign_in("ben", address).is_ok());
    }

    #[test]
    fn a_strangers_guesses_keep_nobody_out() {
        let limits = Limits::default();
        let home = "192.0.2.1".parse().unwrap();
        for _ in 0..50 {
            let _ = limits.sign_in("ana", "198.51.100.7".parse().unwrap());
        }
        assert!(limits.sign_in("ana", home).is_ok());
        limits.signed_in("ana", home);
        // From very many places: from everywhere else it is enough, and not from where she is known.
        for n in 0..=255 {
            let _ = limits.sign_in("ana", IpAddr::from([203, 0, 113, n]));
        }
        assert!(limits.sign_in("ana", "198.51.100.9".parse().unwrap()).is_err());
        assert!(limits.sign_in("ana", home).is_ok());
        assert!(limits.sign_in("ben", "198.51.100.9".parse().unwrap()).is_ok());
    }

    #[test]
    fn of_tries_that_fail_no_more_is_told_than_somebody_would_read() {
        let limits = Limits::default();
        let address = |n: u8| IpAddr::from([192, 0, 2, n]);
        assert!(limits.tells_of_refusal("ana", address(1)));
        assert!(!limits.tells_of_refusal("ana", address(2)));
        let told = (0..100).filter(|n| limits.tells_of_refusal(&format!("nobody{n}"), address(3))).count();
        assert_eq!(told, 30);
        assert!(!limits.tells_of_failure(address(3)) && limits.tells_of_failure(address(4)));
    }

    #[test]
    fn who_types_fast_never_waits_and_a_flood_of_edits_does() {
        let limits = Limits::default();
        let told = |bytes: usize| (0..3000).filter(|_| limits.edit(&format!("{bytes}"), bytes).is_ok()).count();
        let small = told(150);
        assert!((1600..2100).contains(&small), "{small}");
        assert!((10..20).contains(&told(100_000)));
        let largest = 10 * 1024 * 1024;
        assert!(limits.edit("ana", largest).is_ok() && limits.edit("ana", largest).is_err());
        // A thousand pasted steps are one edit of a workshop like any other.
        assert!((0..4).all(|_| limits.edit("ben", 250_000).is_ok()));
        // Another guest from the same address has a budget of their own, and not without end.
        let address = "192.0.2.1".parse().unwrap();
        let guests = (0..40).filter(|n| limits.guest_edits(&format!("g{n}"), address, largest).is_ok()).count();
        assert_eq!(guests, 10);
    }

    #[test]
    fn one_block_of_addresses_is_one_sender() {
        assert_eq!(block("2001:db8::1".parse().unwrap()), block("2001:db8::2:3".parse().unwrap()));
        assert_ne!(block("2001:db8::1".parse().unwrap()), block("2001:db8:0:1::1".parse().unwrap()));
    }
}
