//! Spaces requests out so that a store's own token bucket never runs dry.
//!
//! The store is taken to hold one second of its rate. Pacing at exactly that rate with a small
//! burst on top stays far below it whatever the network does to the spacing.

use std::sync::Mutex;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::lock;

/// After a pause this share of a second's requests may go at once.
const BURST_SHARE: u32 = 8;

#[derive(Debug)]
pub(super) struct Bucket {
    interval: Duration,
    burst: Duration,
    /// When the next request is due at an even pace. In the past, the difference is the burst
    /// allowed.
    next: Mutex<Instant>,
}

impl Bucket {
    /// Starts without a burst, because nobody knows what was sent just before.
    pub(super) fn new(per_second: u32) -> Self {
        let interval = Duration::from_secs(1) / per_second;
        let burst = interval * (per_second / BURST_SHARE);
        Self {
            interval,
            burst,
            next: Mutex::new(Instant::now()),
        }
    }

    pub(super) async fn take(&self) {
        sleep_until(self.reserve(Instant::now())).await;
    }

    /// No request before this moment, and no burst after it.
    pub(super) fn hold_until(&self, until: Instant) {
        let mut next = lock(&self.next);
        *next = (*next).max(until);
    }

    fn reserve(&self, now: Instant) -> Instant {
        let mut next = lock(&self.next);
        let earliest = now.checked_sub(self.burst).unwrap_or(now);
        let due = (*next).max(earliest);
        *next = due + self.interval;
        due.max(now)
    }
}
