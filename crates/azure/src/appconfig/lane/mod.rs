//! What all clients of one store share: its pace, its wishes to be left alone, its Sync-Tokens.

mod bucket;
mod sync_token;
mod tier;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};

pub use tier::Tier;

use bucket::Bucket;
use sync_token::SyncTokens;

/// The way to one store, shared by all who use it.
///
/// Requests are paced so that a store of the given tier has no cause to throttle. When it does
/// anyway, everybody waits as long as it says. Make one per store host and hand it to every client
/// of it.
#[derive(Debug)]
pub struct Lane {
    reads: Option<Bucket>,
    writes: Option<Bucket>,
    write_slots: Semaphore,
    blocked_until: Mutex<Option<Instant>>,
    longest_wait: Duration,
    first_backoff: Duration,
    sync_tokens: Mutex<SyncTokens>,
    requests: AtomicU64,
    throttled: AtomicU64,
}

/// What went over a lane so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counters {
    /// Requests sent, repeats included.
    pub requests: u64,
    /// Requests that the store answered with 429.
    pub throttled: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Traffic {
    Read,
    Write,
}

impl Lane {
    /// A lane at the pace of a tier, with as many writes at once as suit it.
    #[must_use]
    pub fn new(tier: Tier) -> Self {
        Self {
            reads: tier.reads_per_second().map(Bucket::new),
            writes: tier.writes_per_second().map(Bucket::new),
            write_slots: Semaphore::new(tier.writes_in_flight()),
            blocked_until: Mutex::new(None),
            longest_wait: Duration::from_secs(30),
            first_backoff: Duration::from_millis(200),
            sync_tokens: Mutex::default(),
            requests: AtomicU64::new(0),
            throttled: AtomicU64::new(0),
        }
    }

    /// Sends at most this many writes at once.
    #[must_use]
    pub fn writes_in_flight(self, most: usize) -> Self {
        Self {
            write_slots: Semaphore::new(most.max(1)),
            ..self
        }
    }

    /// Longest wait that a request sits out when the store asks for one; a longer one is an error
    /// at once. 30 seconds unless set.
    #[must_use]
    pub fn longest_wait(self, longest: Duration) -> Self {
        Self {
            longest_wait: longest,
            ..self
        }
    }

    /// Pause before the first repeat of a request that failed without the store naming a time; it
    /// doubles with each further one. 200 milliseconds unless set.
    #[must_use]
    pub fn first_backoff(self, pause: Duration) -> Self {
        Self {
            first_backoff: pause,
            ..self
        }
    }

    /// How long the store still wants to be left alone.
    #[must_use]
    pub fn blocked_for(&self) -> Option<Duration> {
        let until = (*lock(&self.blocked_until))?;
        let left = until.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }

    /// Sends nothing for this long, as when the store said so earlier or to somebody else. Never
    /// shortens a wait.
    pub fn block_for(&self, wait: Duration) {
        let until = Instant::now() + wait;
        for bucket in self.reads.iter().chain(&self.writes) {
            bucket.hold_until(until);
        }
        let mut blocked = lock(&self.blocked_until);
        *blocked = (*blocked).max(Some(until));
    }

    /// What went over this lane so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters {
            requests: self.requests.load(Ordering::Relaxed),
            throttled: self.throttled.load(Ordering::Relaxed),
        }
    }

    /// Waits until one more request fits, or says how long the store wants to be left alone when
    /// that is too long to wait.
    pub(super) async fn admit(&self, traffic: Traffic) -> Result<(), Duration> {
        let bucket = match traffic {
            Traffic::Read => self.reads.as_ref(),
            Traffic::Write => self.writes.as_ref(),
        };
        loop {
            if let Some(wait) = self.blocked_for() {
                if wait > self.longest_wait {
                    return Err(wait);
                }
                sleep_until(Instant::now() + wait).await;
            }
            if let Some(bucket) = bucket {
                bucket.take().await;
            }
            if self.blocked_for().is_none() {
                return Ok(());
            }
        }
    }

    /// A place among the writes in flight.
    pub(super) async fn write_slot(&self) -> Option<SemaphorePermit<'_>> {
        // An error would mean that the semaphore was closed, which nobody does.
        self.write_slots.acquire().await.ok()
    }

    pub(super) fn count_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_throttled(&self) {
        self.throttled.fetch_add(1, Ordering::Relaxed);
    }

    /// The pause after the `tries`-th failed try.
    pub(super) fn backoff(&self, tries: u32) -> Duration {
        self.first_backoff * 2_u32.saturating_pow(tries.saturating_sub(1))
    }

    pub(super) fn is_bearable(&self, wait: Duration) -> bool {
        wait <= self.longest_wait
    }

    pub(super) fn learn_sync_tokens(&self, headers: &HeaderMap) {
        let mut tokens = lock(&self.sync_tokens);
        for header in headers
            .get_all("sync-token")
            .iter()
            .filter_map(|h| h.to_str().ok())
        {
            tokens.learn(header);
        }
    }

    pub(super) fn sync_token(&self) -> Option<HeaderValue> {
        lock(&self.sync_tokens)
            .header()
            .and_then(|text| HeaderValue::from_str(&text).ok())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
