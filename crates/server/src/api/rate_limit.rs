//! How many requests a machine or a person may send to the API: each of them apart, so that one that
//! runs wild is slowed down and nobody else.
//!
//! Whoever was quiet may send a minute's worth at once; after that, as many as the rate lets through.
//! The count is kept in memory, each process for itself.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use model::Timestamp;
use service::{Caller, Principal};
use uuid::Uuid;

use super::error::ApiError;
use crate::State;

const MINUTE: Duration = Duration::from_mins(1);

/// So many callers are kept before those that were quiet are forgotten.
const ROOM: usize = 10_000;

/// Counts the requests of each caller.
pub(crate) struct RateLimiter {
    per_minute: NonZeroU32,
    /// When each caller will have their whole minute's worth again. Each request puts it off by a share.
    whole_again: Mutex<HashMap<Uuid, Timestamp>>,
}

/// How a caller stands after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    limit: u32,
    remaining: u32,
    /// Until the whole minute's worth is there again.
    reset: Duration,
    /// How long to wait, for a request that is one too many.
    wait: Option<Duration>,
}

impl RateLimiter {
    /// So many requests a minute for each caller.
    pub(crate) fn new(per_minute: NonZeroU32) -> Self {
        Self {
            per_minute,
            whole_again: Mutex::default(),
        }
    }

    /// Counts a request. One that has to wait is not counted.
    fn count(&self, caller: Uuid, now: Timestamp) -> Standing {
        let share = MINUTE / self.per_minute.get();
        let mut all = self
            .whole_again
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if all.len() >= ROOM {
            all.retain(|_, whole_again| *whole_again > now);
        }
        let before = all.get(&caller).map_or(now, |known| (*known).max(now));
        let owed = before.since(now);
        let after = owed + share;
        let limit = self.per_minute.get();
        let Some(left) = MINUTE.checked_sub(after) else {
            return Standing {
                limit,
                remaining: 0,
                reset: owed,
                wait: Some(after.saturating_sub(MINUTE)),
            };
        };
        all.insert(caller, now + after);
        let remaining = left.as_nanos() / share.as_nanos().max(1);
        Standing {
            limit,
            remaining: u32::try_from(remaining).unwrap_or(u32::MAX),
            reset: after,
            wait: None,
        }
    }
}

impl Standing {
    /// Infisical's headers.
    fn tell(self, headers: &mut HeaderMap) {
        let seconds = self.reset.as_millis().div_ceil(1000);
        for (name, value) in [
            ("x-ratelimit-limit", u128::from(self.limit)),
            ("x-ratelimit-remaining", u128::from(self.remaining)),
            ("x-ratelimit-reset", seconds),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value.to_string()) {
                headers.insert(name, value);
            }
        }
    }
}

/// Where a request's standing is left for its answer.
#[derive(Clone, Default)]
struct Note(Arc<OnceLock<Standing>>);

/// Counts a request of a caller who is known.
///
/// # Errors
/// [`ApiError::TooMany`] for one that is too many.
pub(super) fn count(parts: &Parts, state: &State, caller: &Caller) -> Result<(), ApiError> {
    let Some(limiter) = &state.rate_limiter else {
        return Ok(());
    };
    let caller = match caller.principal {
        Principal::User { id, .. } => id.as_uuid(),
        Principal::Identity { id, .. } => id.as_uuid(),
        Principal::LinkHolder { .. } | Principal::Platform => return Ok(()),
    };
    let standing = limiter.count(caller, state.clock.now());
    if let Some(note) = parts.extensions.get::<Note>() {
        // A request has one caller, so it is counted once.
        let _ = note.0.set(standing);
    }
    standing
        .wait
        .map_or(Ok(()), |wait| Err(ApiError::TooMany(wait)))
}

/// Tells on each answer how its caller stands.
pub(super) async fn tell(mut request: Request, next: Next) -> Response {
    let note = Note::default();
    request.extensions_mut().insert(note.clone());
    let mut response = next.run(request).await;
    if let Some(standing) = note.0.get() {
        standing.tell(response.headers_mut());
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: Uuid = Uuid::from_u128(1);
    const BOB: Uuid = Uuid::from_u128(2);

    fn second(seconds: u64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000) + Duration::from_secs(seconds)
    }

    fn limiter(per_minute: u32) -> RateLimiter {
        RateLimiter::new(NonZeroU32::new(per_minute).unwrap())
    }

    #[test]
    fn a_minutes_worth_may_come_at_once_and_then_its_rate() {
        let limiter = limiter(60);
        for nth in 1..=60 {
            let standing = limiter.count(ADA, second(0));
            assert_eq!((standing.remaining, standing.wait), (60 - nth, None));
        }
        let refused = limiter.count(ADA, second(0));
        assert_eq!(refused.wait, Some(Duration::from_secs(1)));
        assert_eq!(refused.reset, MINUTE);
        assert_eq!(limiter.count(BOB, second(0)).wait, None);
        assert_eq!(limiter.count(ADA, second(1)).wait, None);
        assert!(limiter.count(ADA, second(1)).wait.is_some());
        assert_eq!(limiter.count(ADA, second(121)).remaining, 59);
    }

    #[test]
    fn no_minute_has_more_than_twice_the_limit() {
        let limiter = limiter(30);
        let let_through = (0..60_000_u64).filter(|millis| {
            let now = second(0) + Duration::from_millis(*millis);
            limiter.count(ADA, now).wait.is_none()
        });
        let count = let_through.count();
        assert!((59..=60).contains(&count), "{count}");
    }

    #[test]
    fn callers_that_were_quiet_are_forgotten() {
        let limiter = limiter(60);
        for caller in 0..u128::try_from(ROOM).unwrap() {
            limiter.count(Uuid::from_u128(caller), second(0));
        }
        limiter.count(Uuid::from_u128(u128::MAX), second(2));
        assert_eq!(limiter.whole_again.lock().unwrap().len(), 1);
    }
}
