//! How often somebody may get a secret wrong: so many times within so long, for one account from one
//! address. Everybody else, and the same account elsewhere, is not affected.
//!
//! The count is kept in this process's memory. A restart forgets it, and each replica counts for
//! itself, so that with several replicas a guesser has as many tries more.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::Timestamp;

use crate::{Error, Origin};

/// So many failures are let pass.
const FAILURES: usize = 10;
/// Within this time.
const WITHIN: Duration = Duration::from_mins(15);
/// So many accounts and addresses are remembered; beyond it the oldest are forgotten.
const REMEMBERED: usize = 50_000;

/// Whose attempts are counted together: an account, from an address. The addresses of one IPv6
/// network of 64 bits are one, because whoever has one of them has them all.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Who {
    kind: &'static str,
    account: String,
    address: Option<IpAddr>,
}

impl Who {
    /// An account of a kind, such as a client id, tried from there.
    pub(crate) fn new(kind: &'static str, account: &dyn ToString, origin: &Origin) -> Self {
        let network = |address| match address {
            IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
            IpAddr::V4(_) => address,
        };
        Self {
            kind,
            account: account.to_string().chars().take(256).collect(),
            address: origin.address().map(network),
        }
    }
}

/// The failures that count still, and the attempts under way.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<HashMap<Who, VecDeque<Timestamp>>>);

impl Attempts {
    /// Counts an attempt as a failure before it is looked at, so that many at once cannot pass.
    ///
    /// # Errors
    /// [`Error::TooMany`] with how long to wait. Those that have to wait are not counted.
    pub(crate) fn begin(&self, who: &Who, now: Timestamp) -> Result<(), Error> {
        let mut failures = self.failures();
        if failures.len() >= REMEMBERED && !failures.contains_key(who) {
            make_room(&mut failures, now);
        }
        let times = failures.entry(who.clone()).or_default();
        times.retain(|time| counts(*time, now));
        match times.front() {
            Some(oldest) if times.len() >= FAILURES => {
                Err(Error::TooMany((*oldest + WITHIN).since(now)))
            }
            _ => {
                times.push_back(now);
                Ok(())
            }
        }
    }

    /// The attempt succeeded: what failed before does not count any more.
    pub(crate) fn succeeded(&self, who: &Who) {
        self.failures().remove(who);
    }

    /// The attempt of that time was not looked at after all.
    pub(crate) fn not_made(&self, who: &Who, at: Timestamp) {
        let mut failures = self.failures();
        if let Some(times) = failures.get_mut(who)
            && let Some(place) = times.iter().rposition(|time| *time == at)
        {
            times.remove(place);
        }
    }

    /// What an attempt of that time came to. A failure counts already.
    pub(crate) fn ended<T>(&self, who: &Who, at: Timestamp, result: &Result<T, Error>) {
        match result {
            Ok(_) => self.succeeded(who),
            Err(Error::Unauthenticated(_)) => {}
            Err(_) => self.not_made(who, at),
        }
    }

    fn failures(&self) -> MutexGuard<'_, HashMap<Who, VecDeque<Timestamp>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn counts(time: Timestamp, now: Timestamp) -> bool {
    now.since(time) < WITHIN
}

/// Forgets what counts no more, and of what does the half that failed longest ago.
fn make_room(failures: &mut HashMap<Who, VecDeque<Timestamp>>, now: Timestamp) {
    let last = |times: &VecDeque<Timestamp>| times.back().copied().unwrap_or_default();
    failures.retain(|_, times| counts(last(times), now));
    if failures.len() < REMEMBERED {
        return;
    }
    let mut ends: Vec<_> = failures.values().map(last).collect();
    let middle = ends.len() / 2;
    let (_, middle, _) = ends.select_nth_unstable(middle);
    let middle = *middle;
    failures.retain(|_, times| last(times) > middle);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(address: &str) -> Origin {
        Origin::new(Some(address.parse().unwrap()), None)
    }

    fn who(account: &str, address: &str) -> Who {
        Who::new("test", &account, &from(address))
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000) + Duration::from_secs(seconds)
    }

    fn wait(attempts: &Attempts, who: &Who, now: Timestamp) -> Option<u64> {
        match attempts.begin(who, now) {
            Ok(()) => None,
            Err(Error::TooMany(wait)) => Some(wait.as_secs()),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn after_ten_failures_that_account_waits_at_that_address_only() {
        let attempts = Attempts::default();
        let guesser = who("ada", "203.0.113.7");
        for second in 0..10 {
            assert_eq!(wait(&attempts, &guesser, at(second)), None);
        }
        assert_eq!(wait(&attempts, &guesser, at(10)), Some(890));
        assert_eq!(wait(&attempts, &who("ada", "203.0.113.8"), at(10)), None);
        assert_eq!(wait(&attempts, &who("bob", "203.0.113.7"), at(10)), None);
        assert_eq!(
            wait(&attempts, &guesser, at(900)),
            None,
            "the first has aged"
        );
        assert_eq!(wait(&attempts, &guesser, at(900)), Some(1));
    }

    #[test]
    fn a_success_wipes_the_slate() {
        let attempts = Attempts::default();
        let forgetful = who("ada", "203.0.113.7");
        for _ in 0..10 {
            assert_eq!(wait(&attempts, &forgetful, at(0)), None);
        }
        attempts.succeeded(&forgetful);
        assert_eq!(wait(&attempts, &forgetful, at(1)), None);
    }

    #[test]
    fn an_attempt_that_was_not_looked_at_does_not_count() {
        let attempts = Attempts::default();
        let unlucky = who("ada", "203.0.113.7");
        for second in 0..30 {
            assert_eq!(wait(&attempts, &unlucky, at(second)), None);
            attempts.ended::<()>(&unlucky, at(second), &Err(Error::Busy));
        }
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        assert_eq!(who("ada", "2001:db8::1"), who("ada", "2001:db8::ffff:2"));
        assert_ne!(who("ada", "2001:db8::1"), who("ada", "2001:db8:0:1::1"));
    }

    #[test]
    fn what_is_remembered_has_an_end_and_the_latest_stays() {
        let attempts = Attempts::default();
        for account in 0..=REMEMBERED as u64 {
            let who = who(&account.to_string(), "203.0.113.7");
            attempts.begin(&who, at(account / 100)).unwrap();
        }
        let kept = attempts.0.lock().unwrap();
        assert!(kept.len() <= REMEMBERED / 2 + 1, "{}", kept.len());
        let last = who(&REMEMBERED.to_string(), "203.0.113.7");
        assert!(kept.contains_key(&last));
    }
}
