//! What the next run will do.

use model::access::Action;
use model::id::SyncId;
use model::{Diagnosis, Timestamp};
use plan::{Forecast, HeldReason, Pace, SkipReason, Step, Verdict, Why, forecast};
use store::{connections, folders, stores};

use super::ferry::situation::Situation;
use super::ferry::{ledger, look, source};
use super::{Counts, find, options, view};
use crate::connections::Reach;
use crate::connections::destination::{Destination, Fault, FaultClass, Target};
use crate::keyring::Owner;
use crate::{Caller, Error, Service, What};

/// What the next run will do.
pub struct PlanView {
    /// Every key, in order; unchanged ones too.
    pub steps: Vec<PlanStep>,
    /// How many keys of each action.
    pub counts: Counts,
    /// Why the guard would stop it.
    pub held: Option<HeldReason>,
    /// What the connection may not do, though the plan needs it.
    pub warning: Option<Diagnosis>,
    /// Names this plan, for a confirmation.
    pub fingerprint: String,
    /// What it costs.
    pub forecast: Forecast,
    /// When the destination was read.
    pub read_at: Timestamp,
}

/// What happens to one key. Values are not in it.
pub struct PlanStep {
    /// The destination key.
    pub key: String,
    /// What happens.
    pub action: StepAction,
    /// Why it happens; skips have their reason in the action.
    pub why: Why,
}

/// What happens to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepAction {
    /// It is written for the first time.
    Create,
    /// It is written again.
    Update,
    /// It is deleted.
    Delete,
    /// It is equal already and becomes ours without a request.
    Adopt,
    /// It is as it should be.
    Unchanged,
    /// It stays there and is no longer ours.
    Leave,
    /// It is skipped.
    Skip(SkipReason),
}

/// What the next run will do. Reads the destination and writes nothing. An import that a first run
/// would begin with is not part of it.
///
/// # Errors
/// [`Error::Diagnosed`] when the destination cannot be read or the connection is not for it;
/// [`Error::NotFound`], also when the
/// source folder is gone.
pub async fn preview(service: &Service, caller: &Caller, id: SyncId) -> Result<PlanView, Error> {
    let tx = service.store().read().await?;
    let row = find::sync(&tx, caller, id, Action::ReadSyncs).await?;
    let missing = || Error::not_found(What::Folder, &row.source.path);
    let folder = row.source.folder_id.ok_or_else(missing)?;
    let folder = folders::get(&tx, folder).await?.ok_or_else(missing)?;
    let connection = connections::get(&tx, row.connection_id)
        .await?
        .ok_or_else(|| Error::not_found(What::Connection, row.connection_id))?;
    let store = stores::get(&tx, row.destination.store_id)
        .await?
        .ok_or_else(|| Error::Internal(format!("the store of sync {id} is gone")))?;
    let (options, _) = options::read(&row)?;
    let key = service
        .keyring()
        .digests(&tx, Owner::Project(row.project_id))
        .await?;
    let source = source::read(service, &tx, &folder, &options.key_schema, &key).await?;
    let ledger = ledger::load(service, &tx, &row).await?;
    let owners = ledger::owners(&tx, &row, &store.host).await?;
    drop(tx);
    let there = &row.destination;
    let reach = Reach::of(&connection, row.project_id, &there.endpoint, &there.label)?;

    let target = Target {
        connection: connection.id,
        endpoint: row.destination.endpoint.clone(),
        label: view::label(row.destination.label.clone()),
        tier: store.tier,
    };
    let diagnosed = |fault: Fault| Error::diagnosed(fault.diagnosis);
    let destination = crate::connections::destination(service, connection.app, &target, &reach)
        .await
        .map_err(diagnosed)?;
    let read_at = service.now();
    let seen = look::whole(&*destination).await.map_err(diagnosed)?;
    let mut situation = Situation::new(&row, &options, source, ledger, owners, reach, key);
    situation.observed = seen.observed;
    let plan = situation.plan();
    let mut steps: Vec<_> = plan.steps().iter().filter_map(PlanStep::of).collect();
    steps.sort_by(|a, b| a.key.cmp(&b.key));
    let counts = counts(&steps);
    let warning = match counts.deleted {
        0 => None,
        _ => deletes_refused(&*destination).await,
    };
    Ok(PlanView {
        counts,
        warning,
        held: match plan.verdict() {
            Verdict::Held(reason) => Some(reason),
            Verdict::Ready | Verdict::Nothing => None,
        },
        fingerprint: plan.fingerprint().to_string(),
        forecast: forecast(&plan, seen.pages, Pace::from(store.tier)),
        read_at,
        steps,
    })
}

/// Why the deletes of a plan would be refused. Anything else that stands against them shows when
/// the sync runs.
async fn deletes_refused(destination: &dyn Destination) -> Option<Diagnosis> {
    let fault = destination.may_delete().await.err()?;
    (fault.class == FaultClass::MissingPermission).then_some(fault.diagnosis)
}

impl PlanStep {
    /// None for rows that only the ledger drops: nothing happens to the key.
    fn of(step: &Step) -> Option<Self> {
        let action = match &step.action {
            plan::Action::Create(_) => StepAction::Create,
            plan::Action::Update { .. } => StepAction::Update,
            plan::Action::Delete { .. } => StepAction::Delete,
            plan::Action::Adopt(_) => StepAction::Adopt,
            plan::Action::Settle(_) | plan::Action::Unchanged => StepAction::Unchanged,
            plan::Action::Forget if step.why == Why::GoneOnBothSides => return None,
            plan::Action::Forget | plan::Action::Leave => StepAction::Leave,
            plan::Action::Skip => StepAction::Skip(step.skipped()?.clone()),
        };
        Some(Self {
            key: step.key.to_string(),
            action,
            why: step.why.clone(),
        })
    }
}

fn counts(steps: &[PlanStep]) -> Counts {
    let mut counts = Counts::default();
    for step in steps {
        match step.action {
            StepAction::Create => counts.created += 1,
            StepAction::Update => counts.updated += 1,
            StepAction::Delete => counts.deleted += 1,
            StepAction::Adopt => counts.adopted += 1,
            StepAction::Unchanged => counts.unchanged += 1,
            StepAction::Leave => {}
            StepAction::Skip(_) => counts.skipped += 1,
        }
    }
    counts
}
