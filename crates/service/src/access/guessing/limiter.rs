//! A limit on how often something is tried within a time, for each key apart.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::Timestamp;

/// Counts tries by key. In whatever stretch of its length, no more than so many are let through for
/// one key. It holds a bounded number of keys.
pub(crate) struct Limiter<K> {
    most: usize,
    within: Duration,
    room: usize,
    when_full: WhenFull,
    counted: Mutex<Counted<K>>,
}

/// What happens to another key while there is no room for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WhenFull {
    /// It has to wait: nobody makes room for their guesses by being many.
    Wait,
    /// Half of the keys are forgotten, those that tried longest ago: nobody keeps others out by being
    /// many.
    Forget,
}

struct Counted<K> {
    /// The times of the tries let through, the oldest first.
    tries: HashMap<K, VecDeque<Timestamp>>,
    /// While full: when the first key can be forgotten.
    full_until: Timestamp,
}

impl<K: Eq + Hash> Limiter<K> {
    /// At most `most` tries of a key `within` a time, for at most `room` keys.
    pub(crate) fn new(most: usize, within: Duration, room: usize, when_full: WhenFull) -> Self {
        Self {
            most,
            within,
            room,
            when_full,
            counted: Mutex::new(Counted {
                tries: HashMap::new(),
                full_until: Timestamp::default(),
            }),
        }
    }

    /// Counts a try and lets it through, or tells how long to wait. Those that have to wait are not
    /// counted: waiting never gets longer by trying.
    pub(crate) fn take(&self, key: K, now: Timestamp) -> Result<(), Duration> {
        let mut counted = self.counted();
        if !counted.tries.contains_key(&key) {
            self.make_room(&mut counted, now)?;
        }
        let tries = counted.tries.entry(key).or_default();
        while tries.front().is_some_and(|first| self.is_over(*first, now)) {
            tries.pop_front();
        }
        if tries.len() >= self.most {
            let first = tries.front().copied().unwrap_or(now);
            return Err((first + self.within).since(now));
        }
        tries.push_back(now);
        Ok(())
    }

    /// Whether a try would be let through, or how long it would have to wait. Nothing is counted.
    pub(crate) fn check(&self, key: &K, now: Timestamp) -> Result<(), Duration> {
        let counted = self.counted();
        let Some(tries) = counted.tries.get(key) else {
            return Ok(());
        };
        let mut of_late = tries.iter().filter(|time| !self.is_over(**time, now));
        match of_late.next() {
            Some(first) if of_late.count() + 1 >= self.most => {
                Err((*first + self.within).since(now))
            }
            _ => Ok(()),
        }
    }

    /// Forgets what was counted for a key.
    pub(crate) fn forget(&self, key: &K) {
        self.counted().tries.remove(key);
    }

    /// Takes back a try that was let through at a time.
    pub(crate) fn give_back(&self, key: &K, at: Timestamp) {
        let mut counted = self.counted();
        let Some(tries) = counted.tries.get_mut(key) else {
            return;
        };
        if let Some(place) = tries.iter().rposition(|time| *time == at) {
            tries.remove(place);
        }
        if tries.is_empty() {
            counted.tries.remove(key);
            counted.full_until = Timestamp::default();
        }
    }

    /// Forgets the keys whose tries are all over, if there is no room for another, and more of them if
    /// they may be.
    fn make_room(&self, counted: &mut Counted<K>, now: Timestamp) -> Result<(), Duration> {
        if counted.tries.len() < self.room {
            return Ok(());
        }
        // To look through all keys for each of many strangers would be work for nothing.
        if now < counted.full_until {
            return Err(counted.full_until.since(now));
        }
        let newest = |tries: &VecDeque<Timestamp>| tries.back().copied().unwrap_or_default();
        counted
            .tries
            .retain(|_, tries| !self.is_over(newest(tries), now));
        if counted.tries.len() < self.room {
            return Ok(());
        }
        if self.when_full == WhenFull::Forget {
            let mut ends: Vec<_> = counted.tries.values().map(newest).collect();
            let middle = ends.len() / 2;
            let middle = *ends.select_nth_unstable(middle).1;
            counted.tries.retain(|_, tries| newest(tries) > middle);
            return Ok(());
        }
        let first_end = counted.tries.values().map(newest).min().unwrap_or(now) + self.within;
        counted.full_until = first_end;
        Err(first_end.since(now))
    }

    fn is_over(&self, time: Timestamp, now: Timestamp) -> bool {
        time + self.within <= now
    }

    fn counted(&self) -> MutexGuard<'_, Counted<K>> {
        // A count is whole after each statement, whoever panicked.
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn minute(minutes: u32) -> Timestamp {
        Timestamp::from_micros(0) + MINUTE * minutes
    }

    #[test]
    fn no_stretch_of_its_length_has_more_tries_than_it_allows() {
        let limiter = Limiter::new(3, MINUTE * 15, 10, WhenFull::Wait);
        let mut through = Vec::new();
        for now in 0..60 {
            for _ in 0..5 {
                if limiter.take("ada", minute(now)).is_ok() {
                    through.push(now);
                }
            }
        }
        for start in 0..60 {
            let stretch = start..start + 15;
            let count = through.iter().filter(|time| stretch.contains(*time));
            assert!(count.count() <= 3, "{through:?}");
        }
        assert_eq!(through.len(), 12);
    }

    #[test]
    fn the_wait_ends_when_the_oldest_try_is_over() {
        let limiter = Limiter::new(2, MINUTE * 15, 10, WhenFull::Wait);
        limiter.take("ada", minute(0)).unwrap();
        limiter.take("ada", minute(10)).unwrap();
        assert_eq!(limiter.take("ada", minute(11)), Err(MINUTE * 4));
        assert_eq!(limiter.take("bob", minute(11)), Ok(()));
        assert_eq!(limiter.take("ada", minute(15)), Ok(()));
        assert_eq!(limiter.take("ada", minute(16)), Err(MINUTE * 9));
    }

    #[test]
    fn a_try_given_back_does_not_count() {
        let limiter = Limiter::new(1, MINUTE, 10, WhenFull::Wait);
        for _ in 0..5 {
            limiter.take("ada", minute(0)).unwrap();
            limiter.give_back(&"ada", minute(0));
        }
        limiter.take("ada", minute(0)).unwrap();
        limiter.give_back(&"ada", minute(7));
        limiter.give_back(&"bob", minute(0));
        assert!(limiter.take("ada", minute(0)).is_err());
    }

    #[test]
    fn it_holds_no_more_keys_than_it_has_room_for() {
        let limiter = Limiter::new(1, MINUTE, 100, WhenFull::Wait);
        let through = (0..100_000).filter(|key| limiter.take(*key, minute(0)).is_ok());
        assert_eq!(through.count(), 100);
        assert_eq!(limiter.counted().tries.len(), 100);
        assert_eq!(limiter.take(100_000, minute(0)), Err(MINUTE));
        limiter.give_back(&0, minute(0));
        assert_eq!(limiter.take(100_000, minute(0)), Ok(()));
        assert_eq!(limiter.take(100_001, minute(1)), Ok(()));
        assert_eq!(limiter.counted().tries.len(), 1);
    }
    #[test]
    fn where_it_forgets_the_latest_keys_stay_and_nobody_waits() {
        let limiter = Limiter::new(1, MINUTE * 15, 100, WhenFull::Forget);
        for key in 0..=100 {
            assert_eq!(limiter.take(key, minute(key / 20)), Ok(()));
        }
        assert!(limiter.counted().tries.len() <= 51);
        assert!(limiter.take(100, minute(5)).is_err(), "the latest is known");
        assert_eq!(limiter.take(0, minute(5)), Ok(()), "the oldest is not");
    }

    #[test]
    fn to_check_counts_nothing_and_what_is_forgotten_does_not_count() {
        let limiter = Limiter::new(2, MINUTE * 15, 10, WhenFull::Wait);
        for _ in 0..5 {
            assert_eq!(limiter.check(&"ada", minute(0)), Ok(()));
        }
        limiter.take("ada", minute(0)).unwrap();
        assert_eq!(limiter.check(&"ada", minute(1)), Ok(()));
        limiter.take("ada", minute(1)).unwrap();
        assert_eq!(limiter.check(&"ada", minute(2)), Err(MINUTE * 13));
        assert_eq!(limiter.check(&"ada", minute(15)), Ok(()));
        limiter.forget(&"ada");
        assert_eq!(limiter.check(&"ada", minute(2)), Ok(()));
    }
}
