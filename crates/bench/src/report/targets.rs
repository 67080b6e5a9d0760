//! What Keyferry promises, and whether the figures keep it.

use serde::Serialize;

use super::Report;
use crate::serving::{Database, Served};
use crate::syncs::{Case, Measured, Pace};

/// Seconds that a new key may take at Standard pace: 17.5 s for a thousand.
const SECONDS_PER_NEW_KEY: f64 = 0.0175;
/// Of a thousand requests, so many fewer than this may be answered 429.
const THROTTLED_PER_MILLE: u64 = 1;
/// How many times the physical limit a first run without pace may take.
const OVER_THE_LIMIT: f64 = 1.25;
/// Seconds until the server is ready.
const READY_SECONDS: f64 = 0.5;
/// Resident bytes of an idle server.
const RESIDENT_BYTES: u64 = 60_000_000;

/// A promise and what became of it.
#[derive(Serialize)]
pub(super) struct Target {
    pub(super) what: String,
    pub(super) promised: String,
    pub(super) measured: String,
    pub(super) met: bool,
}

impl Report {
    /// Every promise that these figures can tell something about.
    pub(super) fn targets(&self) -> Vec<Target> {
        let syncs = self
            .syncs
            .iter()
            .flat_map(|run| match (run.case, run.pace) {
                (Case::New, Pace::Standard) => vec![self.paced(run), throttled(run)],
                (Case::New, Pace::Unlimited) => near_the_limit(run).into_iter().collect(),
                (Case::Unchanged, Pace::Unlimited) => vec![quiet(run)],
                _ => Vec::new(),
            });
        let serving = self
            .serving
            .iter()
            .flat_map(|served| std::iter::once(ready(served)).chain(memory(served)));
        syncs
            .chain(std::iter::once(self.frugal()))
            .chain(serving)
            .collect()
    }

    fn paced(&self, run: &Measured) -> Target {
        let (most, taken) = (
            f64::from(self.keys) * SECONDS_PER_NEW_KEY,
            run.taken.as_secs_f64(),
        );
        Target {
            what: format!("{} new keys, Standard, {} ms", self.keys, run.latency_ms),
            promised: format!("≤ {most:.1} s"),
            measured: format!("{taken:.2} s"),
            met: taken <= most,
        }
    }

    fn frugal(&self) -> Target {
        let wasteful = self.syncs.iter().filter(|run| !run.is_frugal()).count();
        Target {
            what: "requests of every run".to_owned(),
            promised: "≤ the fewest + 2 %".to_owned(),
            measured: format!(
                "{} of {} runs",
                self.syncs.len() - wasteful,
                self.syncs.len()
            ),
            met: wasteful == 0,
        }
    }
}

fn throttled(run: &Measured) -> Target {
    let (throttled, requests) = (run.arrived.throttled, run.arrived.requests);
    Target {
        what: format!("429s in that run, {} ms", run.latency_ms),
        promised: "< 0.1 %".to_owned(),
        measured: format!("{throttled} of {requests}"),
        met: throttled * 1000 < requests * THROTTLED_PER_MILLE,
    }
}

fn near_the_limit(run: &Measured) -> Option<Target> {
    let ratio = run.ratio()?;
    Some(Target {
        what: format!("new keys, unlimited, {} ms", run.latency_ms),
        promised: format!("≤ {OVER_THE_LIMIT} × the limit"),
        measured: format!("{ratio:.2} ×"),
        met: ratio <= OVER_THE_LIMIT,
    })
}

fn quiet(run: &Measured) -> Target {
    Target {
        what: format!("nothing changed, {} ms", run.latency_ms),
        promised: format!("{} empty 304s and nothing else", run.fewest_requests),
        measured: format!(
            "{} of {} requests",
            run.arrived.not_modified, run.arrived.requests
        ),
        met: run.is_quiet() && run.arrived.requests == run.fewest_requests,
    }
}

fn ready(served: &Served) -> Target {
    let taken = served.ready.as_secs_f64();
    let database = match served.database {
        Database::New => "a new",
        Database::Existing => "an existing",
    };
    Target {
        what: format!("`serve` ready on {database} database"),
        promised: format!("≤ {READY_SECONDS} s"),
        measured: format!("{taken:.3} s"),
        met: taken <= READY_SECONDS,
    }
}

fn memory(served: &Served) -> Option<Target> {
    let resident = served.resident?;
    Some(Target {
        what: "idle memory after that".to_owned(),
        promised: format!("≤ {} MB", RESIDENT_BYTES / 1_000_000),
        measured: format!("{} MB", resident.div_ceil(1_000_000)),
        met: resident <= RESIDENT_BYTES,
    })
}
