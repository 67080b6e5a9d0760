//! The least that a piece of work can cost: requests by the protocol, seconds by pace and distance.

use std::fmt;
use std::time::Duration;

/// Key-values on a page of a listing, as Microsoft documents it.
const PAGE: u32 = 100;
/// Writes under way at once.
const WRITES_AT_ONCE: f64 = 8.0;
/// Pages asked for at once when their places are known from an earlier look.
const PAGES_AT_ONCE: u32 = 4;
/// Writes a second that Microsoft documents for the Standard tier. The store is taken to hold one
/// second of them: so many may go at once.
const STANDARD_WRITES: f64 = 60.0;

/// How fast a store takes requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// As the Standard tier.
    Standard,
    /// As fast as they come.
    Unlimited,
}

/// The name of the emulator's tier of this pace.
impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Standard => "standard",
            Self::Unlimited => "unlimited",
        })
    }
}

/// How a run learns what is at the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// Page after page: each tells where the next one is.
    Listing,
    /// The places are known; several are asked for at once.
    Remembered,
}

/// What a run has to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    /// Keys at the destination before it.
    pub(crate) there: u32,
    /// How it looks at them.
    pub(crate) look: Look,
    /// Keys to write or to delete.
    pub(crate) writes: u32,
}

impl Work {
    /// The fewest requests: every page once, an empty listing being one page, and every write once.
    pub(crate) fn fewest_requests(self) -> u64 {
        u64::from(self.pages()) + u64::from(self.writes)
    }

    /// The shortest time, by what the store's pace and the way to it allow. What a computer needs to think
    /// is not in it.
    pub(crate) fn shortest(self, pace: Pace, latency: Duration) -> Duration {
        let rounds = match self.look {
            Look::Listing => self.pages(),
            Look::Remembered => self.pages().div_ceil(PAGES_AT_ONCE),
        };
        let travel = latency * rounds + latency.mul_f64(f64::from(self.writes) / WRITES_AT_ONCE);
        let paced = match pace {
            Pace::Standard => (f64::from(self.writes) - STANDARD_WRITES).max(0.0) / STANDARD_WRITES,
            Pace::Unlimited => 0.0,
        };
        travel.max(Duration::from_secs_f64(paced))
    }

    fn pages(self) -> u32 {
        self.there.div_ceil(PAGE).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAR: Duration = Duration::from_millis(20);

    #[test]
    fn new_keys_cost_one_look_at_nothing_and_a_write_each() {
        let work = Work {
            there: 0,
            look: Look::Listing,
            writes: 1000,
        };
        assert_eq!(work.fewest_requests(), 1001);
        assert_eq!(
            work.shortest(Pace::Unlimited, FAR),
            Duration::from_millis(2520)
        );
        assert_eq!(
            work.shortest(Pace::Unlimited, Duration::ZERO),
            Duration::ZERO
        );
    }

    #[test]
    fn a_standard_store_takes_a_second_s_writes_at_once_and_then_its_rate() {
        let work = |writes| Work {
            there: 0,
            look: Look::Listing,
            writes,
        };
        let shortest = |writes| {
            work(writes)
                .shortest(Pace::Standard, Duration::ZERO)
                .as_secs_f64()
        };
        assert!((shortest(1000) - 15.667).abs() < 0.001);
        assert!(shortest(60).abs() < f64::EPSILON);
    }

    #[test]
    fn known_places_are_asked_for_side_by_side() {
        let work = Work {
            there: 1000,
            look: Look::Remembered,
            writes: 0,
        };
        assert_eq!(work.fewest_requests(), 10);
        assert_eq!(
            work.shortest(Pace::Standard, FAR),
            Duration::from_millis(60)
        );
        let listing = Work {
            look: Look::Listing,
            ..work
        };
        assert_eq!(
            listing.shortest(Pace::Standard, FAR),
            Duration::from_millis(200)
        );
    }
}
