//! When credentials stop working: how close that is, and on which days somebody is told.

use std::time::Duration;

use model::connection::Method;
use model::{Cause, Diagnosis, Timestamp};
use store::connections::Connection;

/// How many days before the expiry somebody is told, each time once.
const TOLD: [u32; 4] = [30, 14, 7, 1];

const DAY: Duration = Duration::from_hours(24);

/// Credentials that stop working soon.
pub(super) struct Expiry {
    /// What to tell people.
    pub(super) diagnosis: Diagnosis,
    /// Whether others take over, so that nobody has to act.
    pub(super) taken_over: bool,
    /// The mark that was passed last: 30, 14, 7 or 1 days before.
    pub(super) mark: i64,
}

/// The expiry of a connection's credentials, if it is less than 30 days off or past.
pub(super) fn near(row: &Connection, now: Timestamp) -> Option<Expiry> {
    let expires = row.expires_at?;
    let left = expires.since(now);
    let passed = TOLD.iter().rev().find(|mark| left <= **mark * DAY)?;
    let next = row.next.as_ref();
    let taken_over = next.is_some_and(|next| next.expires_at.is_none_or(|later| later > expires));
    let what = if row.method == Method::ClientSecret {
        "client secret"
    } else {
        "certificate"
    };
    let mut diagnosis = Diagnosis::new(Cause::CredentialsExpiring)
        .with("what", what)
        .with("days", (left.as_secs() / DAY.as_secs()).to_string())
        .with("expires", date(expires));
    if expires <= now {
        diagnosis = diagnosis.with("passed", "yes");
    }
    if taken_over {
        diagnosis = diagnosis.with("next", "yes");
    }
    Some(Expiry {
        diagnosis,
        taken_over,
        mark: i64::from(*passed),
    })
}

/// How long it is until the next day on which somebody is told; none when there is no more.
pub(super) fn until_next_mark(row: &Connection, now: Timestamp) -> Option<Duration> {
    let expires = row.expires_at?;
    let marks = TOLD.iter().map(|mark| expires - *mark * DAY);
    let waits = marks.filter(|at| *at > now).map(|at| at.since(now));
    waits.min()
}

/// `2026-01-31`.
fn date(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}
