//! One run of one sync, from the secrets of a folder to the settled ledger:
//! desired → observed → plan → apply → settled.

mod access;
mod apply;
mod closing;
pub(super) mod first_import;
mod lease;
pub(super) mod ledger;
pub(super) mod look;
mod opening;
mod send;
pub(super) mod situation;
pub(super) mod source;
mod tally;

use std::sync::Arc;

use model::Diagnosis;
use model::id::SyncId;
use plan::{Fingerprint, HeldReason, Ledger};
use store::{StoreError, ledger as rows, pages};

pub(super) use lease::Lease;

use self::opening::Run;
use self::situation::Situation;
use self::tally::Tally;
use crate::connections::Reach;
use crate::connections::destination::{Destination, Fault, FaultClass, Target};
use crate::syncs::view;
use crate::{Error, Service, connections};

/// Why a run ended before it was done.
pub(super) enum Stop {
    /// Somebody else has claimed the store. Nothing may be written any more, not even this.
    Lost,
    /// The process is to end, or the lease was about to.
    Interrupted,
    /// The source folder is gone.
    SourceMissing,
    /// Somebody whose access the sync lives by has lost it.
    AccessLost(Diagnosis),
    /// Somebody must confirm the plan first.
    Held(HeldReason, Fingerprint),
    /// The destination failed as a whole.
    Fault(Fault),
    /// Something inside Keyferry failed.
    Failed(Error),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale { .. } => Self::Lost,
            other => Self::Failed(other.into()),
        }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Runs a sync of a store whose lease is held.
///
/// # Errors
/// [`Stop::Lost`] when the lease turned out to be somebody else's, [`Stop::Failed`] when not even
/// the end of the run could be written down. Every other end is written down and is no error.
pub(super) async fn run(service: &Service, lease: &Lease, sync: SyncId) -> Result<(), Stop> {
    let Some(run) = opening::open(service, lease, sync).await? else {
        return Ok(());
    };
    let mut tally = Tally::default();
    let ended = match destination(&run).await {
        Ok(destination) => {
            let before = destination.traffic();
            let ended = ferry(&run, &*destination, &mut tally).await;
            tally.sent(before, destination.traffic());
            ended
        }
        Err(stop) => Err(stop),
    };
    closing::close(run, tally, ended).await
}

async fn ferry(
    run: &Run<'_>,
    destination: &dyn Destination,
    tally: &mut Tally,
) -> Result<(), Stop> {
    let mut situation = gather(run).await?;
    if looks_unchanged(run, destination, &situation).await? {
        tally.unchanged(situation.desired.len());
        return Ok(());
    }
    let seen = look::whole(destination).await?;
    run.lease.progress(run.service).await?;
    situation.observed = seen.observed;
    if situation.ledger.is_empty() {
        situation = first_time(run, situation).await?;
    }

    let plan = situation.plan();
    let (sends, fingerprint) = (plan.requests() > 0, plan.fingerprint());
    let held = |reason| Stop::Held(reason, fingerprint);
    let steps = plan.into_steps().map_err(held)?;
    apply::apply(run, destination, &mut situation, steps, tally).await?;

    let settled = !sends && !tally.partial && !tally.uncertain && tally.counts.skipped == 0;
    match seen.named.filter(|_| settled) {
        Some(pages) => remember(run, &situation, &pages).await,
        None => Ok(()),
    }
}

async fn destination(run: &Run<'_>) -> Result<Arc<dyn Destination>, Stop> {
    let target = Target {
        connection: run.connection.id,
        endpoint: run.sync.destination.endpoint.clone(),
        label: view::label(run.sync.destination.label.clone()),
        tier: run.lease.claim().store.tier,
    };
    let reach = reach(run)?;
    let there = connections::destination(run.service, run.connection.app, &target, &reach);
    Ok(there.await?)
}

/// What the sync may do through its connection.
fn reach(run: &Run<'_>) -> Result<Reach, Stop> {
    let there = &run.sync.destination;
    let project = run.sync.project_id;
    Reach::of(&run.connection, project, &there.endpoint, &there.label).map_err(
        |error| match error {
            Error::Diagnosed(diagnosis) => Stop::Fault(Fault {
                class: FaultClass::OutsideLimits,
                diagnosis: *diagnosis,
            }),
            other => Stop::Failed(other),
        },
    )
}

/// Everything that a plan is made from, but for what is at the destination.
async fn gather(run: &Run<'_>) -> Result<Situation, Stop> {
    let folder = run.folder.as_ref().ok_or(Stop::SourceMissing)?;
    let tx = run.service.store().read().await?;
    access::check(run, &tx, folder).await?;
    let schema = &run.options.key_schema;
    let source = source::read(run.service, &tx, folder, schema, &run.key).await?;
    let ledger = ledger::load(run.service, &tx, &run.sync).await?;
    let owners = ledger::owners(&tx, &run.sync, &run.lease.claim().store.host).await?;
    let key = run.key.clone();
    Ok(Situation::new(
        &run.sync,
        &run.options,
        source,
        ledger,
        owners,
        reach(run)?,
        key,
    ))
}

/// The cheap look: whether nothing changed, here or there, since a whole look found nothing to do.
async fn looks_unchanged(
    run: &Run<'_>,
    destination: &dyn Destination,
    situation: &Situation,
) -> Result<bool, Stop> {
    let known = {
        let tx = run.service.store().read().await?;
        pages::load(&tx, run.sync.id).await?
    };
    match known {
        Some(known) if known.inputs == situation.inputs_digest().as_bytes() => {
            look::is_unchanged(run.service, run.lease, destination, &known.pages).await
        }
        _ => Ok(false),
    }
}

/// A sync that owns nothing yet: it takes back what a deleted sync of the project left there, and
/// imports what is there, if it was asked to and never synced.
async fn first_time(run: &Run<'_>, mut now: Situation) -> Result<Situation, Stop> {
    let priority =
        first_import::priority(run.options.initial).filter(|_| run.sync.last_synced_at.is_none());
    if let (Some(priority), Some(folder)) = (priority, &run.folder)
        && first_import::bring_home(run, folder, &now.observed, priority).await?
    {
        let observed = std::mem::take(&mut now.observed);
        now = gather(run).await?;
        now.observed = observed;
    }
    now.ledger = reclaim(run, &now).await?;
    Ok(now)
}

async fn reclaim(run: &Run<'_>, situation: &Situation) -> Result<Ledger, Stop> {
    let released = {
        let tx = run.service.store().read().await?;
        ledger::released(&tx, &run.sync).await?
    };
    let again = situation.reclaimable(&released);
    if !again.is_empty() {
        let keys: Vec<_> = again.keys().map(ToString::to_string).collect();
        let tx = run.service.store().write().await?;
        rows::reclaim(&tx, run.sync.id, run.lease.epoch(), &keys).await?;
        tx.commit().await?;
    }
    Ok(again)
}

/// Remembers pages after a look that left nothing to do.
async fn remember(run: &Run<'_>, situation: &Situation, pages: &[pages::Page]) -> Result<(), Stop> {
    let known = pages::Remembered {
        inputs: situation.inputs_digest().as_bytes().to_vec(),
        pages: pages.to_vec(),
    };
    let tx = run.service.store().write().await?;
    pages::replace(&tx, run.sync.id, &known).await?;
    Ok(tx.commit().await?)
}
