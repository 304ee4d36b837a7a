//! How often clients can try to sign in or guess a secret, and create, edit and export maps.
//!
//! Only hashes of keys are stored, so that long ones can't fill the memory.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::clock::Clock;
use crate::web::error::AppError;
use crate::web::middleware::code_guesses::{CodeGuesses, Guess};

/// How many keys are stored before idle ones are removed.
const MAX_KEYS: usize = 10_000;

/// The cost of an edit besides its size: a guest who types fast sends one per second.
const EDIT_COST: usize = 10;
/// This many bytes of an edit cost one more.
const BYTES_PER_COST: usize = 64;
/// The highest cost of one edit: the largest one is possible, but not many of them.
const MAX_EDIT_COST: u32 = 20_000;

type Limiter = RateLimiter<u64, HashMapStateStore<u64>, Clock, NoOpMiddleware<Duration>>;

impl governor::clock::Clock for Clock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.elapsed()
    }
}

/// The limits of one process.
pub(crate) struct Limits {
    keys: RandomState,
    account_from: Limiter,
    account: Limiter,
    sign_in_from: Limiter,
    /// The accounts with the address blocks that their owners have signed in from.
    known_places: Mutex<HashSet<u64>>,
    report_of_account: Limiter,
    report_from: Limiter,
    guess_from: Limiter,
    join_from: Limiter,
    code_guesses: CodeGuesses,
    create: Limiter,
    export: Limiter,
    history: Limiter,
    edit: Limiter,
    guests_edit_from: Limiter,
}

impl Limits {
    pub(crate) fn new(clock: &Clock) -> Limits {
        let limiter = |burst, then_every| limiter(clock, burst, then_every);
        Limits {
            keys: RandomState::new(),
            // Six attempts, then one every half minute.
            account_from: limiter(6, Duration::from_secs(30)),
            // From all addresses together: attempts from one place never reach this.
            account: limiter(100, Duration::from_secs(10)),
            // An office behind one address signs in on a Monday morning.
            sign_in_from: limiter(60, Duration::from_secs(2)),
            known_places: Mutex::default(),
            report_of_account: limiter(1, Duration::from_mins(10)),
            report_from: limiter(30, Duration::from_secs(20)),
            guess_from: limiter(60, Duration::from_secs(1)),
            // A workshop of hundreds behind one address.
            join_from: limiter(500, Duration::from_secs(1)),
            code_guesses: CodeGuesses::new(clock),
            create: limiter(120, Duration::from_secs(1)),
            export: limiter(240, Duration::from_millis(500)),
            history: limiter(60, Duration::from_secs(1)),
            // 2,000 small edits at once, or 1.2 MB; then ten per second.
            edit: limiter(MAX_EDIT_COST, Duration::from_millis(10)),
            // A workshop behind one address: ten times as much for all guests together.
            guests_edit_from: limiter(10 * MAX_EDIT_COST, Duration::from_millis(1)),
        }
    }

    /// Counts an attempt to sign in, whether the account exists or not.
    ///
    /// The strict limit is per account and address block, so that a stranger who guesses locks no one out. The limit
    /// per account from all addresses doesn't apply where its owner has signed in before.
    pub(crate) fn sign_in(&self, account: &str, address: IpAddr) -> Result<(), AppError> {
        let (block, here) = (address_block(address), self.at(account, address));
        check(&self.sign_in_from, self.key(&[&block]))?;
        check(&self.account_from, here)?;
        if self.known_places.lock().unwrap_or_else(PoisonError::into_inner).contains(&here) {
            return Ok(());
        }
        check(&self.account, self.key(&[account]))
    }

    /// Stores where the owner of an account signed in.
    pub(crate) fn signed_in(&self, account: &str, address: IpAddr) {
        let mut known_places = self.known_places.lock().unwrap_or_else(PoisonError::into_inner);
        if known_places.len() >= MAX_KEYS {
            known_places.clear();
        }
        known_places.insert(self.at(account, address));
    }

    /// Is a failed attempt recorded in the audit log? No more of them than anyone would read.
    pub(crate) fn records_failure(&self, address: IpAddr) -> bool {
        check(&self.report_from, self.key(&[&address_block(address)])).is_ok()
    }

    /// The same for an attempt that was rejected unchecked: occasionally for each account.
    pub(crate) fn records_rejection(&self, account: &str, address: IpAddr) -> bool {
        check(&self.report_of_account, self.key(&[account])).is_ok() && self.records_failure(address)
    }

    /// Counts a secret that may be a guess.
    pub(crate) fn guess(&self, address: IpAddr) -> Result<(), AppError> {
        check(&self.guess_from, self.key(&[&address_block(address)]))
    }

    /// Counts joining with a share link.
    pub(crate) fn join(&self, address: IpAddr) -> Result<(), AppError> {
        check(&self.join_from, self.key(&[&address_block(address)]))
    }

    /// Counts a join code that may be a guess.
    pub(crate) fn guess_code(&self, address: IpAddr) -> Result<Guess<'_>, AppError> {
        self.code_guesses.begin(address_block(address))
    }

    /// A member uses this address: wrong codes from elsewhere don't keep out those who join from there.
    pub(crate) fn trust_with_codes(&self, address: IpAddr) {
        self.code_guesses.trust(address_block(address));
    }

    /// Counts a new map, link, invite or token.
    pub(crate) fn create(&self, actor: &str) -> Result<(), AppError> {
        check(&self.create, self.key(&[actor]))
    }

    /// Counts an export.
    pub(crate) fn export(&self, actor: &str) -> Result<(), AppError> {
        check(&self.export, self.key(&[actor]))
    }

    /// Counts a view of an older version, which takes longer the older it is.
    pub(crate) fn history(&self, actor: &str) -> Result<(), AppError> {
        check(&self.history, self.key(&[actor]))
    }

    /// Counts an edit of this many bytes.
    pub(crate) fn edit(&self, actor: &str, bytes: usize) -> Result<(), AppError> {
        check_many(&self.edit, self.key(&[actor]), cost(bytes))
    }

    /// Counts an edit of a guest: joining again creates another guest, but at the same address.
    pub(crate) fn guest_edit(&self, actor: &str, address: IpAddr, bytes: usize) -> Result<(), AppError> {
        check_many(&self.guests_edit_from, self.key(&[&address_block(address)]), cost(bytes))?;
        self.edit(actor, bytes)
    }

    fn at(&self, account: &str, address: IpAddr) -> u64 {
        self.key(&[account, &address_block(address)])
    }

    fn key(&self, of: &[&str]) -> u64 {
        self.keys.hash_one(of)
    }
}

fn cost(bytes: usize) -> NonZeroU32 {
    let cost = u32::try_from(EDIT_COST + bytes / BYTES_PER_COST).unwrap_or(MAX_EDIT_COST).min(MAX_EDIT_COST);
    NonZeroU32::new(cost).unwrap_or(NonZeroU32::MIN)
}

fn limiter(clock: &Clock, burst: u32, then_every: Duration) -> Limiter {
    let every = Quota::with_period(then_every).unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN));
    let quota = every.allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN));
    RateLimiter::hashmap_with_clock(quota, clock.clone())
}

fn check(limiter: &Limiter, key: u64) -> Result<(), AppError> {
    check_many(limiter, key, NonZeroU32::MIN)
}

fn check_many(limiter: &Limiter, key: u64, count: NonZeroU32) -> Result<(), AppError> {
    if limiter.len() > MAX_KEYS {
        limiter.retain_recent();
        limiter.shrink_to_fit();
    }
    match limiter.check_key_n(&key, count) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(not_until)) => {
            let wait = not_until.wait_time_from(limiter.clock().now());
            Err(AppError::TooMany { seconds: wait.as_secs() + 1 })
        }
        // More than the limit ever allows, which no count here is.
        Err(_) => Err(AppError::TooMany { seconds: 60 }),
    }
}

/// A client with one IPv6 address has a whole block of them.
pub(crate) fn address_block(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x}", u128::from(address) >> 64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> (Limits, Clock) {
        let clock = Clock::manual(1_700_000_000_000);
        (Limits::new(&clock), clock)
    }

    #[test]
    fn seventh_attempt_waits_and_other_accounts_do_not() {
        let (limits, clock) = limits();
        let address = "192.0.2.1".parse().unwrap();
        for _ in 0..6 {
            assert!(limits.sign_in("ana", address).is_ok());
        }
        for (advance_ms, expected) in [(0, 31), (1, 30), (29_998, 1)] {
            clock.advance(Duration::from_millis(advance_ms));
            let Err(AppError::TooMany { seconds }) = limits.sign_in("ana", address) else { panic!("not slowed down") };
            assert_eq!(seconds, expected);
        }
        assert!(limits.sign_in("ben", address).is_ok());
        clock.advance(Duration::from_millis(1));
        assert!(limits.sign_in("ana", address).is_ok());
        assert!(limits.sign_in("ana", address).is_err());
    }

    #[test]
    fn guesses_of_a_stranger_lock_no_one_out() {
        let (limits, _) = limits();
        let home = "192.0.2.1".parse().unwrap();
        for _ in 0..50 {
            let _ = limits.sign_in("ana", "198.51.100.7".parse().unwrap());
        }
        assert!(limits.sign_in("ana", home).is_ok());
        limits.signed_in("ana", home);
        // From very many addresses: everywhere else the limit is reached, but not where she is known.
        for n in 0..=255 {
            let _ = limits.sign_in("ana", IpAddr::from([203, 0, 113, n]));
        }
        assert!(limits.sign_in("ana", "198.51.100.9".parse().unwrap()).is_err());
        assert!(limits.sign_in("ana", home).is_ok());
        assert!(limits.sign_in("ben", "198.51.100.9".parse().unwrap()).is_ok());
    }

    #[test]
    fn failed_attempts_are_recorded_in_moderation() {
        let (limits, _) = limits();
        let address = |n: u8| IpAddr::from([192, 0, 2, n]);
        assert!(limits.records_rejection("ana", address(1)));
        assert!(!limits.records_rejection("ana", address(2)));
        let recorded = (0..100).filter(|n| limits.records_rejection(&format!("nobody{n}"), address(3))).count();
        assert_eq!(recorded, 30);
        assert!(!limits.records_failure(address(3)) && limits.records_failure(address(4)));
    }

    #[test]
    fn edit_limit_allows_fast_typing_and_delays_floods() {
        let (limits, clock) = limits();
        let accepted = |bytes: usize| (0..3000).filter(|_| limits.edit(&format!("{bytes}"), bytes).is_ok()).count();
        assert_eq!((accepted(150), accepted(100_000)), (1666, 12));
        let largest = 10 * 1024 * 1024;
        assert!(limits.edit("ana", largest).is_ok() && limits.edit("ana", largest).is_err());
        clock.advance(Duration::from_millis(199_999));
        assert!(limits.edit("ana", largest).is_err());
        clock.advance(Duration::from_millis(1));
        assert!(limits.edit("ana", largest).is_ok());
        // A thousand pasted steps are one ordinary edit of a workshop.
        assert!((0..4).all(|_| limits.edit("ben", 250_000).is_ok()));
        // Another guest at the same address has their own budget, but not without limit.
        let address = "192.0.2.1".parse().unwrap();
        let guests = (0..40).filter(|n| limits.guest_edit(&format!("g{n}"), address, largest).is_ok()).count();
        assert_eq!(guests, 10);
    }

    #[test]
    fn address_block_is_one_client() {
        assert_eq!(address_block("2001:db8::1".parse().unwrap()), address_block("2001:db8::2:3".parse().unwrap()));
        assert_ne!(address_block("2001:db8::1".parse().unwrap()), address_block("2001:db8:0:1::1".parse().unwrap()));
    }
}
