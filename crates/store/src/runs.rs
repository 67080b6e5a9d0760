//! The runs of a sync, and what each changed or could not. Never a value.

use crate::columns::{Row, stored, time};
use crate::entity::syncs::{sync_run, sync_run_item};
use model::Timestamp;
use model::id::{RunId, SyncId};
use model::sync::{RunOutcome, RunTrigger};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{Epoch, ReadTx, StoreError, WriteTx};

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The sync.
    pub sync_id: SyncId,
    /// Why it started.
    pub trigger: RunTrigger,
    /// Who asked for it.
    pub actor: Option<String>,
    /// The claim it ran under.
    pub epoch: Epoch,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended; none while it is under way.
    pub finished_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: RunOutcome,
    /// What it did.
    pub counts: RunCounts,
    /// What went wrong, as JSON.
    pub diagnosis: Option<String>,
}

/// How many keys a run handled in which way, and what that took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunCounts {
    /// Keys made.
    pub created: u64,
    /// Keys changed.
    pub updated: u64,
    /// Keys deleted.
    pub deleted: u64,
    /// Keys found equal and owned from now on.
    pub adopted: u64,
    /// Keys that were as they should be.
    pub unchanged: u64,
    /// Keys left alone, for a reason.
    pub skipped: u64,
    /// Keys that could not be written.
    pub failed: u64,
    /// Requests sent.
    pub requests: u64,
    /// Requests answered with 429.
    pub throttled: u64,
}

/// A run to start.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// Its id.
    pub id: RunId,
    /// The sync.
    pub sync_id: SyncId,
    /// Why it starts.
    pub trigger: RunTrigger,
    /// Who asked for it.
    pub actor: Option<String>,
    /// The claim it runs under.
    pub epoch: Epoch,
    /// When it starts.
    pub started_at: Timestamp,
}

/// How a run ended.
#[derive(Debug, Clone)]
pub struct RunResult {
    /// When.
    pub finished_at: Timestamp,
    /// How.
    pub outcome: RunOutcome,
    /// What it did.
    pub counts: RunCounts,
    /// What went wrong, as JSON.
    pub diagnosis: Option<String>,
}

/// What a run did, or did not do, to one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunItem {
    /// Its place in the run, from 0 up.
    pub position: i64,
    /// The key at the destination.
    pub key: String,
    /// What was done.
    pub action: String,
    /// Why, as JSON.
    pub reason: String,
    /// What went wrong, as JSON.
    pub diagnosis: Option<String>,
}

/// Starts a run.
pub async fn start(tx: &WriteTx, run: &NewRun) -> Result<(), StoreError> {
    tx.insert(sync_run::Model {
        id: run.id.as_uuid(),
        sync_id: run.sync_id.as_uuid(),
        run_trigger: run.trigger.to_string(),
        actor: run.actor.clone(),
        epoch: run.epoch.as_number(),
        started_at: run.started_at.as_micros(),
        finished_at: None,
        outcome: RunOutcome::Running.to_string(),
        created: 0,
        updated: 0,
        deleted: 0,
        adopted: 0,
        unchanged: 0,
        skipped: 0,
        failed: 0,
        requests: 0,
        throttled: 0,
        diagnosis: None,
    })
    .await
}

/// Ends a run that is under way. Returns whether it was.
pub async fn finish(tx: &WriteTx, id: RunId, result: &RunResult) -> Result<bool, StoreError> {
    let counts = &result.counts;
    let finished = sync_run::Entity::update_many()
        .set(sync_run::ActiveModel {
            finished_at: Set(Some(result.finished_at.as_micros())),
            outcome: Set(result.outcome.to_string()),
            created: Set(stored(counts.created)),
            updated: Set(stored(counts.updated)),
            deleted: Set(stored(counts.deleted)),
            adopted: Set(stored(counts.adopted)),
            unchanged: Set(stored(counts.unchanged)),
            skipped: Set(stored(counts.skipped)),
            failed: Set(stored(counts.failed)),
            requests: Set(stored(counts.requests)),
            throttled: Set(stored(counts.throttled)),
            diagnosis: Set(result.diagnosis.clone()),
            ..Default::default()
        })
        .filter(sync_run::Column::Id.eq(id.as_uuid()))
        .filter(sync_run::Column::FinishedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(finished.rows_affected > 0)
}

/// Adds what a run did.
pub async fn add_items(tx: &WriteTx, run: RunId, items: &[RunItem]) -> Result<(), StoreError> {
    let rows = items.iter().map(|item| sync_run_item::Model {
        run_id: run.as_uuid(),
        position: item.position,
        key: item.key.clone(),
        action: item.action.clone(),
        reason: item.reason.clone(),
        diagnosis: item.diagnosis.clone(),
    });
    tx.insert_all(rows.collect()).await
}

/// A sync's newest runs, newest first.
pub async fn list(tx: &ReadTx, sync: SyncId, limit: u64) -> Result<Vec<Run>, StoreError> {
    let rows = sync_run::Entity::find()
        .filter(sync_run::Column::SyncId.eq(sync.as_uuid()))
        .order_by_desc(sync_run::Column::StartedAt)
        .order_by_desc(sync_run::Column::Id)
        .limit(limit)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// A run by id.
pub async fn get(tx: &ReadTx, id: RunId) -> Result<Option<Run>, StoreError> {
    let row = sync_run::Entity::find_by_id(id.as_uuid())
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// What a run did, in its order.
pub async fn items(tx: &ReadTx, run: RunId) -> Result<Vec<RunItem>, StoreError> {
    let rows = sync_run_item::Entity::find()
        .filter(sync_run_item::Column::RunId.eq(run.as_uuid()))
        .order_by_asc(sync_run_item::Column::Position)
        .all(tx.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| RunItem {
            position: row.position,
            key: row.key,
            action: row.action,
            reason: row.reason,
            diagnosis: row.diagnosis,
        })
        .collect())
}

/// Ends, as interrupted, the runs of a sync that an older claim left under way. Returns which.
pub async fn interrupt_open(
    tx: &WriteTx,
    sync: SyncId,
    before_epoch: Epoch,
    at: Timestamp,
) -> Result<Vec<RunId>, StoreError> {
    let interrupted = sync_run::Entity::update_many()
        .set(sync_run::ActiveModel {
            finished_at: Set(Some(at.as_micros())),
            outcome: Set(RunOutcome::Interrupted.to_string()),
            ..Default::default()
        })
        .filter(sync_run::Column::SyncId.eq(sync.as_uuid()))
        .filter(sync_run::Column::FinishedAt.is_null())
        .filter(sync_run::Column::Epoch.lt(before_epoch.as_number()))
        .exec_with_returning(tx.db())
        .await?;
    Ok(interrupted
        .into_iter()
        .map(|row| RunId::from_uuid(row.id))
        .collect())
}

fn parse(row: sync_run::Model) -> Result<Run, StoreError> {
    let at = Row::of("sync_runs", &row.id);
    Ok(Run {
        id: RunId::from_uuid(row.id),
        sync_id: SyncId::from_uuid(row.sync_id),
        trigger: at.text("run_trigger", &row.run_trigger)?,
        actor: row.actor,
        epoch: Epoch::from_number(row.epoch),
        started_at: Timestamp::from_micros(row.started_at),
        finished_at: time(row.finished_at),
        outcome: at.text("outcome", &row.outcome)?,
        counts: RunCounts {
            created: at.number("created", row.created)?,
            updated: at.number("updated", row.updated)?,
            deleted: at.number("deleted", row.deleted)?,
            adopted: at.number("adopted", row.adopted)?,
            unchanged: at.number("unchanged", row.unchanged)?,
            skipped: at.number("skipped", row.skipped)?,
            failed: at.number("failed", row.failed)?,
            requests: at.number("requests", row.requests)?,
            throttled: at.number("throttled", row.throttled)?,
        },
        diagnosis: row.diagnosis,
    })
}
