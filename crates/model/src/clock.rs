//! Time as a parameter: one timestamp type, and clocks that say what it is now.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use utoipa::openapi::{KnownFormat, SchemaFormat};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use crate::NameError;

/// A point in time: microseconds since the Unix epoch, UTC.
///
/// Databases keep it as the integer it is (text and database time types order or round it
/// differently); JSON shows it as RFC 3339 with milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since the Unix epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// How long ago `earlier` was, zero if it lies ahead.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)),
        )
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(span.as_micros()).unwrap_or(i64::MAX)),
        )
    }
}

/// RFC 3339 in UTC with milliseconds, such as `2026-01-02T03:04:05.000Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = i128::from(self.0) * 1_000;
        let text = OffsetDateTime::from_unix_timestamp_nanos(nanos)
            .ok()
            .and_then(|moment| {
                moment
                    .format(format_description!(
                        "[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z"
                    ))
                    .ok()
            });
        // Years past 9999 have no such form; only a damaged row could hold one.
        f.write_str(text.as_deref().unwrap_or("9999-12-31T23:59:59.999Z"))
    }
}

/// From RFC 3339, with any offset.
impl FromStr for Timestamp {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let micros = OffsetDateTime::parse(text, &Rfc3339)
            .ok()
            .and_then(|moment| i64::try_from(moment.unix_timestamp_nanos() / 1_000).ok());
        micros.map(Self).ok_or_else(|| {
            let rule = "use RFC 3339, such as `2026-01-02T03:04:05Z`";
            NameError::new("time", "is not a time", rule)
        })
    }
}

crate::name::described_as_text!(
    Timestamp,
    format(SchemaFormat::KnownFormat(KnownFormat::DateTime))
);

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Says what time it is.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where time enters")]
    fn now(&self) -> Timestamp {
        let span = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        Timestamp::default() + span
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `start`.
    #[must_use]
    pub fn at(start: Timestamp) -> Self {
        Self(AtomicI64::new(start.as_micros()))
    }

    /// Moves the clock forward.
    pub fn advance(&self, span: Duration) {
        self.0.fetch_add(
            i64::try_from(span.as_micros()).unwrap_or(i64::MAX),
            Ordering::SeqCst,
        );
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_reads_as_rfc_3339_with_milliseconds() {
        let moment = Timestamp::from_micros(1_767_323_045_678_901);
        assert_eq!(moment.to_string(), "2026-01-02T03:04:05.678Z");
    }

    #[test]
    fn a_timestamp_is_read_with_any_offset() {
        let moment = Timestamp::from_micros(1_767_323_045_678_000);
        for text in [
            "2026-01-02T03:04:05.678Z",
            "2026-01-02T04:04:05.678000+01:00",
        ] {
            assert_eq!(text.parse(), Ok(moment), "{text}");
        }
        for text in ["", "2026-01-02", "yesterday", "2026-13-02T03:04:05Z"] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }

    #[test]
    fn time_since_a_later_moment_is_zero() {
        let start = Timestamp::from_micros(5);
        assert_eq!(start.since(start + Duration::from_secs(1)), Duration::ZERO);
        assert_eq!(
            (start + Duration::from_secs(2)).since(start),
            Duration::from_secs(2)
        );
    }

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let clock = ManualClock::at(Timestamp::from_micros(10));
        assert_eq!(clock.now().as_micros(), 10);
        clock.advance(Duration::from_micros(7));
        assert_eq!(clock.now().as_micros(), 17);
    }
}
