//! What a plan costs: requests, seconds at the store's pace, and how much of its quota.

use std::time::Duration;

use model::sync::Tier;

use crate::plan::Plan;

/// How fast a store may be asked. A rate of none is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Reads a second.
    pub reads_per_second: Option<u32>,
    /// Writes and deletes a second.
    pub writes_per_second: Option<u32>,
    /// How many requests the store answers in a longer period.
    pub quota: Option<Quota>,
}

/// A store's allowance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// How many requests.
    pub requests: u32,
    /// In what time.
    pub period: Duration,
}

/// What a plan costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// All requests: pages read, writes and deletes.
    pub requests: usize,
    /// Time at the store's pace, without the network's.
    pub time: Duration,
    /// The part of the store's quota that the requests take: 1.0 is all of it. None without quota.
    pub share_of_quota: Option<f64>,
}

impl From<Tier> for Pace {
    /// The rates and quotas Microsoft documents for each tier. It promises no rate for Free and
    /// Developer.
    fn from(tier: Tier) -> Self {
        const HOUR: Duration = Duration::from_hours(1);
        const DAY: Duration = Duration::from_hours(24);
        let (reads, writes, quota) = match tier {
            Tier::Free => (None, None, Some((1_000, DAY))),
            Tier::Developer => (None, None, Some((6_000, HOUR))),
            Tier::Standard => (Some(300), Some(60), Some((30_000, HOUR))),
            Tier::Premium => (Some(450), Some(100), None),
            Tier::Unlimited => (None, None, None),
        };
        Self {
            reads_per_second: reads,
            writes_per_second: writes,
            quota: quota.map(|(requests, period)| Quota { requests, period }),
        }
    }
}

/// Forecasts a plan whose look at the store takes so many pages.
#[must_use]
pub fn forecast(plan: &Plan, pages: usize, pace: Pace) -> Forecast {
    let writes = plan.requests();
    let requests = pages + writes;
    Forecast {
        requests,
        time: time_for(pages, pace.reads_per_second) + time_for(writes, pace.writes_per_second),
        share_of_quota: pace
            .quota
            .map(|quota| as_f64(requests) / f64::from(quota.requests.max(1))),
    }
}

fn time_for(requests: usize, per_second: Option<u32>) -> Duration {
    per_second.map_or(Duration::ZERO, |rate| {
        Duration::from_secs_f64(as_f64(requests) / f64::from(rate.max(1)))
    })
}

fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
