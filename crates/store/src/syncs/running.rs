//! The two ends of a run, as the sync sees them.

use super::due::earlier;
use crate::entity::syncs::secret_sync::{ActiveModel, Column, Entity};
use crate::ledger::fence;
use model::Timestamp;
use model::id::{ProjectId, RunId, SyncId};
use model::sync::{RunTrigger, SyncState};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::SecretSync;
use crate::{Epoch, StoreError, WriteTx};

/// How a run left its sync.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// How the sync is doing now; a sync that was paused meanwhile stays paused, and one that became
    /// due again has not succeeded but waits.
    pub state: SyncState,
    /// What is wrong with it, as JSON.
    pub diagnosis: Option<String>,
    /// When and why it runs next, unless a change made it due earlier.
    pub due: Option<(Timestamp, RunTrigger)>,
    /// How many runs in a row have failed.
    pub attempts: u32,
    /// When this run left every key as it should be; none leaves what was there.
    pub last_synced_at: Option<Timestamp>,
    /// The fingerprint of the plan that now waits for somebody to confirm it.
    pub held_plan: Option<String>,
}

/// Starts a run: what made the sync due is used up, and what comes from now on makes it due again.
/// Returns false when the sync is paused: then there is nothing to run.
///
/// # Errors
/// [`StoreError::Stale`] when the epoch is no longer the store's, or the sync is gone.
pub async fn start_run(
    tx: &WriteTx,
    sync: SyncId,
    epoch: Epoch,
    run: RunId,
) -> Result<bool, StoreError> {
    fence(tx, sync, epoch).await?;
    let started = Entity::update_many()
        .set(ActiveModel {
            state: Set(SyncState::Running.to_string()),
            due_at: Set(None),
            last_run_id: Set(Some(run.as_uuid())),
            ..Default::default()
        })
        .filter(Column::Id.eq(sync.as_uuid()))
        .filter(Column::PausedBy.is_null())
        .exec(tx.db())
        .await?;
    Ok(started.rows_affected > 0)
}

/// Writes down how a run left its sync. A confirmed plan is used up.
///
/// # Errors
/// [`StoreError::Stale`] when the epoch is no longer the store's.
pub async fn settle(
    tx: &WriteTx,
    sync: SyncId,
    epoch: Epoch,
    settlement: &Settlement,
) -> Result<(), StoreError> {
    fence(tx, sync, epoch).await?;
    // What changed during the run has not arrived.
    let changed = if settlement.state == SyncState::Succeeded {
        SyncState::Pending
    } else {
        settlement.state
    };
    let state = Expr::case(
        Expr::col(Column::PausedBy).is_not_null(),
        Expr::col(Column::State),
    )
    .case(Expr::col(Column::DueAt).is_not_null(), changed.as_str())
    .finally(settlement.state.as_str());
    // Whoever paused it has said why.
    let diagnosis = Expr::case(
        Expr::col(Column::PausedBy).is_null(),
        Expr::value(settlement.diagnosis.clone()),
    )
    .finally(Expr::col(Column::Diagnosis));
    let mut update = Entity::update_many()
        .col_expr(Column::State, state.into())
        .col_expr(Column::Diagnosis, diagnosis.into())
        .col_expr(
            Column::Attempts,
            Expr::value(i64::from(settlement.attempts)),
        )
        .col_expr(Column::HeldPlan, Expr::value(settlement.held_plan.clone()))
        .col_expr(Column::ConfirmedPlan, Expr::value(None::<String>));
    if let Some((at, trigger)) = settlement.due {
        let (time, why) = earlier(at, trigger);
        update = update
            .col_expr(Column::DueAt, time)
            .col_expr(Column::DueTrigger, why);
    }
    if let Some(at) = settlement.last_synced_at {
        update = update.col_expr(Column::LastSyncedAt, Expr::value(at.as_micros()));
    }
    update
        .filter(Column::Id.eq(sync.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Keeps a project's syncs from starting a run until the transaction ends, and lists them as they are
/// then, oldest first.
pub async fn hold(tx: &WriteTx, project: ProjectId) -> Result<Vec<SecretSync>, StoreError> {
    // On PostgreSQL this takes the rows' locks, which the start of a run needs too. (On SQLite a
    // writer is alone.)
    Entity::update_many()
        .col_expr(Column::DueAt, Expr::col(Column::DueAt))
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .exec(tx.db())
        .await?;
    super::list(tx, project).await
}

/// Makes those syncs due that are shown as running though nobody runs them any more: what ran them
/// is gone, or writes to where they no longer go.
pub(crate) async fn take_over(tx: &WriteTx, which: SimpleExpr) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(SyncState::Pending.as_str()))
        .col_expr(Column::DueAt, tx.db_now())
        .col_expr(
            Column::DueTrigger,
            Expr::value(RunTrigger::Takeover.as_str()),
        )
        .filter(which)
        .filter(Column::State.eq(SyncState::Running.as_str()))
        .exec(tx.db())
        .await?;
    Ok(())
}
