//! Token buckets of one second's allowance, reads and writes apart, and Free's daily count.

use time::{Date, OffsetDateTime, Time};
use tokio::time::Instant;

use super::tier::Tier;

/// What is left of a store's allowance.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    reads: Option<Bucket>,
    writes: Option<Bucket>,
    today: Option<(Date, u32)>,
}

impl Throttle {
    /// Takes one request, or says how many milliseconds to wait.
    pub(super) fn take(
        &mut self,
        tier: Tier,
        write: bool,
        now: OffsetDateTime,
        instant: Instant,
    ) -> Result<(), u64> {
        let Some(allowance) = tier.allowance() else {
            return Ok(());
        };
        if let Some(per_day) = allowance.per_day {
            let (day, used) = self.today.get_or_insert((now.date(), 0));
            if *day != now.date() {
                (*day, *used) = (now.date(), 0);
            }
            if *used >= per_day {
                return Err(until_midnight(now));
            }
            *used += 1;
        }
        let (bucket, rate) = if write {
            (&mut self.writes, allowance.writes_per_second)
        } else {
            (&mut self.reads, allowance.reads_per_second)
        };
        bucket
            .get_or_insert(Bucket {
                tokens: rate,
                seen: instant,
            })
            .take(rate, instant)
    }
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    seen: Instant,
}

impl Bucket {
    fn take(&mut self, rate: f64, now: Instant) -> Result<(), u64> {
        let grown = now.duration_since(self.seen).as_secs_f64() * rate;
        self.tokens = (self.tokens + grown).min(rate);
        self.seen = now;
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Ok(());
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 1 and a few thousand"
        )]
        let wait = ((1.0 - self.tokens) / rate * 1000.0).ceil().max(1.0) as u64;
        Err(wait)
    }
}

fn until_midnight(now: OffsetDateTime) -> u64 {
    let left = time::Duration::DAY - (now.time() - Time::MIDNIGHT);
    u64::try_from(left.whole_milliseconds()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOON: OffsetDateTime = time::macros::datetime!(2026-11-22 12:00 UTC);

    #[test]
    fn a_bucket_holds_one_second_and_refills_at_the_tier_s_rate() {
        let mut throttle = Throttle::default();
        let start = Instant::now();
        let mut take = |write, after| {
            throttle.take(
                Tier::Standard,
                write,
                NOON,
                start + Duration::from_millis(after),
            )
        };
        for _ in 0..60 {
            assert_eq!(take(true, 0), Ok(()));
        }
        assert_eq!(take(true, 0), Err(17));
        assert_eq!(take(false, 0), Ok(()), "reads have a bucket of their own");
        assert_eq!(take(true, 17), Ok(()));
        assert_eq!(take(true, 17), Err(17));
        for _ in 0..60 {
            assert_eq!(take(true, 60_000), Ok(()));
        }
        assert_eq!(
            take(true, 60_000),
            Err(17),
            "a minute fills it no further than a second"
        );
    }

    #[test]
    fn free_stops_until_midnight_after_a_thousand() {
        let mut throttle = Throttle::default();
        let start = Instant::now();
        for second in 0..1000 {
            let instant = start + Duration::from_secs(second);
            assert_eq!(throttle.take(Tier::Free, false, NOON, instant), Ok(()));
        }
        let later = start + Duration::from_secs(1000);
        let twelve_hours = Err(12 * 3600 * 1000);
        assert_eq!(throttle.take(Tier::Free, false, NOON, later), twelve_hours);
        let tomorrow = NOON + time::Duration::DAY;
        assert_eq!(throttle.take(Tier::Free, false, tomorrow, later), Ok(()));
    }

    #[test]
    fn unlimited_never_throttles() {
        let mut throttle = Throttle::default();
        let now = Instant::now();
        let mut take = || throttle.take(Tier::Unlimited, true, NOON, now);
        assert!((0..10_000).all(|_| take().is_ok()));
    }
}
