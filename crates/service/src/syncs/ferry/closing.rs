//! The end of a run: what it did and how it left the sync, written down in one transaction, and
//! when the sync runs next.

use std::time::Duration;

use model::connection::Health;
use model::sync::{RunOutcome, RunTrigger, SyncState};
use model::{Cause, Diagnosis, Timestamp};
use plan::HeldReason;
use serde_json::json;
use store::runs::{self, RunResult};
use store::syncs::{self, PausedBy, Settlement};
use store::{connections, stores};

use super::Stop;
use super::opening::Run;
use super::tally::Tally;
use crate::connections::Rights;
use crate::connections::destination::{Fault, FaultClass};
use crate::connections::health::{self, Seen, Sight};
use crate::syncs::backoff::backoff;
use crate::syncs::view::{self, stored};
use crate::{Caller, audit};

/// How a run ended, and what follows.
struct End {
    outcome: RunOutcome,
    state: SyncState,
    diagnosis: Option<Diagnosis>,
    next: Next,
    held_plan: Option<String>,
    /// What the run says about the connection; none when it says nothing.
    health: Option<Health>,
    /// How long the store wants to be left alone.
    leave_alone: Duration,
    paused_by: Option<PausedBy>,
}

/// When a sync runs next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// At the drift interval: all is well, or a person has to act.
    Interval,
    /// When time may have healed it.
    Retry,
    /// At once: the run was cut off.
    Now,
}

/// Writes down the end of a run.
///
/// # Errors
/// [`Stop::Lost`] when the lease is somebody else's, [`Stop::Failed`] when the database failed.
pub(super) async fn close(run: Run<'_>, tally: Tally, ended: Result<(), Stop>) -> Result<(), Stop> {
    let ended = match ended {
        Err(Stop::Lost) => return Err(Stop::Lost),
        Err(Stop::Fault(fault)) => Err(Stop::Fault(as_known(&run, fault).await?)),
        other => other,
    };
    let end = End::of(&run, &tally, ended);
    let service = run.service;
    // Leases and due times are kept by the database's clock, which all replicas share.
    let now = service.store().now().await?;
    let attempts = if end.next == Next::Interval {
        0
    } else {
        run.sync.attempts + 1
    };
    let due = next_due(&run, &end, &tally, attempts, now);
    let diagnosis = end.diagnosis.as_ref().map(stored).transpose()?;
    let finished_at = service.now();
    let result = RunResult {
        finished_at,
        outcome: end.outcome,
        counts: tally.counts,
        diagnosis: diagnosis.clone(),
    };
    let settlement = Settlement {
        state: end.state,
        diagnosis: diagnosis.clone(),
        due,
        attempts,
        last_synced_at: (end.outcome == RunOutcome::Succeeded).then_some(finished_at),
        held_plan: end.held_plan,
    };
    let counts = tally.counts;
    let items = tally.into_items()?;

    let (sync, epoch) = (run.sync.id, run.lease.epoch());
    let tx = service.store().write().await?;
    syncs::settle(&tx, sync, epoch, &settlement).await?;
    runs::add_items(&tx, run.id, &items).await?;
    runs::finish(&tx, run.id, &result).await?;
    if end.paused_by.is_some() {
        syncs::set_paused(&tx, sync, end.paused_by, diagnosis.as_deref(), finished_at).await?;
    }
    if let Some(health) = end.health {
        let seen = Seen {
            health,
            diagnosis: end.diagnosis.filter(|_| health != Health::Healthy),
            store: Some(&run.sync.destination.endpoint),
            rights: (health == Health::Healthy).then_some(Rights {
                read: true,
                write: counts.created + counts.updated > 0,
                delete: counts.deleted > 0,
            }),
            sight: Sight::Use,
        };
        health::note(service, &tx, run.connection.id, seen).await?;
    }
    if !end.leave_alone.is_zero() {
        stores::block(&tx, run.lease.claim().store.id, now + end.leave_alone).await?;
    }
    if counts.created + counts.updated + counts.deleted > 0 {
        let detail = json!({
            "syncId": sync,
            "runId": run.id,
            "outcome": end.outcome,
            "created": counts.created,
            "updated": counts.updated,
            "deleted": counts.deleted,
        });
        let (event, project) = ("secret-sync-sync-secrets", Some(run.sync.project_id));
        audit::record(service, &tx, &Caller::platform(), event, project, detail).await?;
    }
    tx.commit().await?;
    service.metrics().ran(end.outcome, &counts);
    tracing::info!(
        sync = %run.sync.name,
        outcome = %end.outcome,
        created = counts.created,
        updated = counts.updated,
        deleted = counts.deleted,
        skipped = counts.skipped,
        failed = counts.failed,
        requests = counts.requests,
        throttled = counts.throttled,
        seconds = finished_at.since(run.started_at).as_secs_f64(),
        "a sync ran"
    );
    Ok(())
}

/// When nobody can sign in, whoever tried has written down why, with what is particular to the
/// connection; the fault itself only tells that it failed. What a store refuses is told by itself.
async fn as_known(run: &Run<'_>, fault: Fault) -> Result<Fault, Stop> {
    if fault.diagnosis.cause != Cause::SignInAgain {
        return Ok(fault);
    }
    let tx = run.service.store().read().await?;
    let known = connections::get(&tx, run.connection.id)
        .await?
        .filter(|now| now.health == Health::ReconnectNeeded);
    let diagnosis = view::diagnosis(known.and_then(|now| now.diagnosis).as_deref())?;
    Ok(Fault {
        diagnosis: diagnosis.unwrap_or(fault.diagnosis),
        ..fault
    })
}

fn next_due(
    run: &Run<'_>,
    end: &End,
    tally: &Tally,
    attempts: u32,
    now: Timestamp,
) -> Option<(Timestamp, RunTrigger)> {
    let timing = &run.service.parts().timing;
    let planned = match end.next {
        // A sync that is not automatic has no intervals.
        Next::Interval => run
            .sync
            .auto_sync
            .then(|| (now + timing.drift_interval, RunTrigger::Interval)),
        Next::Retry => {
            let wait = backoff(attempts, run.service.entropy()).max(end.leave_alone);
            Some((now + wait, RunTrigger::Retry))
        }
        Next::Now => Some((now, RunTrigger::Takeover)),
    };
    // A request of a process that is gone may take effect until the longest request time has
    // passed: then it is looked for.
    let late = (run.took_over || tally.uncertain)
        .then(|| (now + timing.longest_request, RunTrigger::Takeover));
    planned.into_iter().chain(late).min_by_key(|(at, _)| *at)
}

impl End {
    fn of(run: &Run<'_>, tally: &Tally, ended: Result<(), Stop>) -> Self {
        match ended {
            Ok(()) if tally.partial => Self {
                diagnosis: Some(
                    Diagnosis::new(Cause::Partial)
                        .with("skipped", tally.counts.skipped.to_string())
                        .with("failed", tally.counts.failed.to_string()),
                ),
                next: if tally.heals {
                    Next::Retry
                } else {
                    Next::Interval
                },
                ..Self::reached(RunOutcome::Partial, SyncState::Partial)
            },
            Ok(()) => Self::reached(RunOutcome::Succeeded, SyncState::Succeeded),
            Err(Stop::Held(reason, fingerprint)) => Self {
                diagnosis: Some(held(reason)),
                held_plan: Some(fingerprint.to_string()),
                ..Self::reached(RunOutcome::Held, SyncState::Held)
            },
            Err(Stop::Lost | Stop::Interrupted) => Self {
                next: Next::Now,
                health: None,
                ..Self::reached(RunOutcome::Interrupted, SyncState::Pending)
            },
            Err(Stop::SourceMissing) => Self {
                diagnosis: Some(
                    Diagnosis::new(Cause::SourceMissing)
                        .with("environment", run.sync.source.environment.as_str())
                        .with("path", run.sync.source.path.as_str()),
                ),
                health: None,
                paused_by: Some(PausedBy::Source),
                ..Self::reached(RunOutcome::Failed, SyncState::Failed)
            },
            Err(Stop::AccessLost(diagnosis)) => Self {
                diagnosis: Some(diagnosis),
                health: None,
                paused_by: Some(PausedBy::Access),
                ..Self::reached(RunOutcome::Failed, SyncState::Failed)
            },
            Err(Stop::Fault(fault)) => Self::failed(fault),
            Err(Stop::Failed(error)) => {
                tracing::error!(sync = %run.sync.id, run = %run.id, %error, "a sync run failed");
                Self {
                    diagnosis: Some(
                        Diagnosis::new(Cause::Internal).with("run", run.id.to_string()),
                    ),
                    next: Next::Retry,
                    health: None,
                    ..Self::reached(RunOutcome::Failed, SyncState::Failed)
                }
            }
        }
    }

    /// A run whose destination answered.
    fn reached(outcome: RunOutcome, state: SyncState) -> Self {
        Self {
            outcome,
            state,
            diagnosis: None,
            next: Next::Interval,
            held_plan: None,
            health: Some(Health::Healthy),
            leave_alone: Duration::ZERO,
            paused_by: None,
        }
    }

    fn failed(fault: Fault) -> Self {
        Self {
            next: if fault.class.heals() {
                Next::Retry
            } else {
                Next::Interval
            },
            health: fault.health(),
            leave_alone: match fault.class {
                FaultClass::Throttled { retry_after } => retry_after,
                _ => Duration::ZERO,
            },
            diagnosis: Some(fault.diagnosis),
            ..Self::reached(RunOutcome::Failed, SyncState::Failed)
        }
    }
}

fn held(reason: HeldReason) -> Diagnosis {
    let held = Diagnosis::new(Cause::Held);
    match reason {
        HeldReason::SourceEmpty { ours } => held
            .with("reason", "source-empty")
            .with("ours", ours.to_string()),
        HeldReason::ManyDeletes {
            deletes,
            allowed,
            ours,
        } => held
            .with("reason", "many-deletes")
            .with("deletes", deletes.to_string())
            .with("allowed", allowed.to_string())
            .with("ours", ours.to_string()),
    }
}
