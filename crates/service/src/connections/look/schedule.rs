//! When a connection is looked at next.

use std::time::Duration;

use model::Timestamp;
use model::connection::Health;
use store::connections::Connection;

use crate::Service;
use crate::connections::expiry;

/// The waits after each failed look in a row, in units of the first: 1, 2, 5, 10, 30 minutes, then
/// an hour.
const WAITS: [u32; 6] = [1, 2, 5, 10, 30, 60];

/// How long to wait after so many failed looks in a row. What only a person mends is looked at
/// hourly, since they may mend it at Microsoft.
pub(in crate::connections) fn wait(service: &Service, health: Health, failed: u32) -> Duration {
    let timing = &service.parts().timing;
    let units = match health {
        Health::Unknown | Health::Healthy | Health::Expiring => return timing.look_interval,
        Health::ReconnectNeeded => WAITS[WAITS.len() - 1],
        Health::MissingPermission | Health::Throttled | Health::Unreachable => {
            let nth = usize::try_from(failed).unwrap_or(usize::MAX);
            WAITS[nth.min(WAITS.len() - 1)]
        }
    };
    (timing.recheck * units).min(timing.look_interval)
}

/// How long to wait after a connection was made or got new credentials. New credentials have their
/// rights tried soon.
pub(in crate::connections) fn after_change(
    service: &Service,
    row: &Connection,
    health: Health,
) -> Duration {
    match (health, row.checked_at) {
        (Health::Healthy, Some(_)) => service.parts().timing.recheck,
        _ => wait(service, health, 0),
    }
}

/// How long to wait after a look: no longer than until a wait for a role ends, or somebody is to be
/// told of an expiry.
pub(super) fn after_look(service: &Service, row: &Connection, now: Timestamp) -> Duration {
    let marks = [
        row.waiting_until
            .filter(|until| now < *until)
            .map(|until| until.since(now)),
        expiry::until_next_mark(row, now),
    ];
    let usual = wait(service, row.health, row.looks_failed);
    marks.into_iter().flatten().fold(usual, Duration::min)
}
