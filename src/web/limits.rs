//! How often somebody may try: to sign in, to guess a secret, to make maps and take them away.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::error::Failure;

/// So many keys are remembered before those are forgotten that have nothing against them.
const MANY: usize = 10_000;

type Limiter = RateLimiter<String, HashMapStateStore<String>, DefaultClock, NoOpMiddleware>;

/// The limits of one process.
pub(super) struct Limits {
    account: Limiter,
    sign_in_from: Limiter,
    guess_from: Limiter,
    make: Limiter,
    take: Limiter,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            // Six tries, then one every half minute.
            account: limiter(6, Duration::from_secs(30)),
            // An office behind one address signs in on a Monday morning.
            sign_in_from: limiter(60, Duration::from_secs(2)),
            guess_from: limiter(60, Duration::from_secs(1)),
            make: limiter(120, Duration::from_secs(1)),
            take: limiter(240, Duration::from_millis(500)),
        }
    }
}

impl Limits {
    /// Somebody tries to sign in to an account. Each try counts, whether there is such an account or not.
    pub(super) fn sign_in(&self, account: &str, address: IpAddr) -> Result<(), Failure> {
        check(&self.sign_in_from, &block(address))?;
        check(&self.account, account)
    }

    /// Somebody shows a secret that may be guessed.
    pub(super) fn guess(&self, address: IpAddr) -> Result<(), Failure> {
        check(&self.guess_from, &block(address))
    }

    /// Somebody makes a map.
    pub(super) fn make(&self, actor: &str) -> Result<(), Failure> {
        check(&self.make, actor)
    }

    /// Somebody takes a map away.
    pub(super) fn take(&self, actor: &str) -> Result<(), Failure> {
        check(&self.take, actor)
    }
}

fn limiter(burst: u32, then_every: Duration) -> Limiter {
    let every = Quota::with_period(then_every).unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN));
    RateLimiter::hashmap(every.allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN)))
}

fn check(limiter: &Limiter, key: &str) -> Result<(), Failure> {
    if limiter.len() > MANY {
        limiter.retain_recent();
        limiter.shrink_to_fit();
    }
    limiter.check_key(&key.to_owned()).map_err(|not_until| {
        let wait = not_until.wait_time_from(DefaultClock::default().now());
        Failure::TooMany { seconds: wait.as_secs() + 1 }
    })
}

/// Whoever has an IPv6 address has a whole block of them.
fn block(address: IpAddr) -> String {
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
        let Err(Failure::TooMany { seconds }) = limits.sign_in("ana", address) else { panic!("not slowed down") };
        assert!((1..=31).contains(&seconds), "{seconds}");
        assert!(limits.sign_in("ben", address).is_ok());
    }

    #[test]
    fn one_block_of_addresses_is_one_sender() {
        assert_eq!(block("2001:db8::1".parse().unwrap()), block("2001:db8::2:3".parse().unwrap()));
        assert_ne!(block("2001:db8::1".parse().unwrap()), block("2001:db8:0:1::1".parse().unwrap()));
    }
}
