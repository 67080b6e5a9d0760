//! By how much this server's clock differs from Azure's.

use model::{Diagnosis, Timestamp};

/// Less than this is the time an answer takes to arrive, and no reason for a refusal.
const NOTICEABLE_SECONDS: i64 = 60;

/// Adds `skew` and `direction` when the clocks differ. Azure's time is in seconds since 1970;
/// `direction` is where this server's clock is, seen from there.
pub(super) fn with_skew(diagnosis: Diagnosis, theirs: i64, ours: Timestamp) -> Diagnosis {
    let ahead = ours.as_micros() / 1_000_000 - theirs;
    if ahead.abs() < NOTICEABLE_SECONDS {
        return diagnosis;
    }
    let direction = if ahead > 0 { "ahead" } else { "behind" };
    diagnosis
        .with("skew", in_words(ahead.unsigned_abs()))
        .with("direction", direction)
}

fn in_words(seconds: u64) -> String {
    let (count, unit) = match seconds / 60 {
        minutes @ 0..120 => (minutes, "minute"),
        minutes @ 120..2_880 => (minutes / 60, "hour"),
        minutes => (minutes / 1_440, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}
