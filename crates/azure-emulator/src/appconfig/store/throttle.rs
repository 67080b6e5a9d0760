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
    pub(super) fn take(&mut self, tier: Tier, write: bool, now: OffsetDateTime) -> Result<(), u64> {
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
        let instant = Instant::now();
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

    #[tokio::test(start_paused = true)]
    async fn a_bucket_holds_one_second_and_refills_at_the_tier_s_rate() {
        let mut throttle = Throttle::default();
        let mut take = |write| throttle.take(Tier::Standard, write, NOON);
        for _ in 0..60 {
            assert_eq!(take(true), Ok(()));
        }
        assert_eq!(take(true), Err(17));
        assert_eq!(take(false), Ok(()), "reads have a bucket of their own");
        tokio::time::advance(Duration::from_millis(17)).await;
        assert_eq!(take(true), Ok(()));
        assert_eq!(take(true), Err(17));
    }

    #[tokio::test(start_paused = true)]
    async fn free_stops_until_midnight_after_a_thousand() {
        let mut throttle = Throttle::default();
        for _ in 0..1000 {
            assert_eq!(throttle.take(Tier::Free, false, NOON), Ok(()));
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        assert_eq!(
            throttle.take(Tier::Free, false, NOON),
            Err(12 * 3600 * 1000)
        );
        let tomorrow = NOON + time::Duration::DAY;
        assert_eq!(throttle.take(Tier::Free, false, tomorrow), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn unlimited_never_throttles() {
        let mut throttle = Throttle::default();
        assert!((0..10_000).all(|_| throttle.take(Tier::Unlimited, true, NOON).is_ok()));
    }
}
