//! When a sync runs next.

use crate::entity::syncs::secret_sync::{Column, Entity};
use model::Timestamp;
use model::id::{ConnectionId, FolderId, StoreId, SyncId};
use model::sync::{RunTrigger, SyncState};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany};

use super::SecretSync;
use crate::{ReadTx, StoreError, WriteTx};

/// Makes a sync due at a time; a run that is due earlier stays. Returns whether there is such a sync.
pub async fn set_due(
    tx: &WriteTx,
    id: SyncId,
    at: Timestamp,
    trigger: RunTrigger,
) -> Result<bool, StoreError> {
    let made = due_no_later(Entity::update_many(), at, trigger)
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(made.rows_affected > 0)
}

/// Makes the syncs due whose source is one of these folders, if changes make them so and they are
/// not paused. Returns how many.
pub async fn mark_sources_due(
    tx: &WriteTx,
    folders: &[FolderId],
    at: Timestamp,
    trigger: RunTrigger,
) -> Result<u64, StoreError> {
    let made = due_no_later(Entity::update_many(), at, trigger)
        .filter(Column::FolderId.is_in(folders.iter().map(|folder| folder.as_uuid())))
        .filter(Column::AutoSync.eq(true))
        .filter(Column::PausedBy.is_null())
        .exec(tx.db())
        .await?;
    Ok(made.rows_affected)
}

/// Makes the syncs due that use a connection, if changes make them so and they are not paused.
/// Returns how many.
pub async fn mark_connections_due(
    tx: &WriteTx,
    connection: ConnectionId,
    at: Timestamp,
    trigger: RunTrigger,
) -> Result<u64, StoreError> {
    let made = due_no_later(Entity::update_many(), at, trigger)
        .filter(Column::ConnectionId.eq(connection.as_uuid()))
        .filter(Column::AutoSync.eq(true))
        .filter(Column::PausedBy.is_null())
        .exec(tx.db())
        .await?;
    Ok(made.rows_affected)
}

/// Makes the syncs of a connection due whose last run failed, if they are not paused. Returns how
/// many.
pub async fn retry_failed_of(
    tx: &WriteTx,
    connection: ConnectionId,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let made = due_no_later(Entity::update_many(), at, RunTrigger::Retry)
        .filter(Column::ConnectionId.eq(connection.as_uuid()))
        .filter(Column::State.eq(SyncState::Failed.as_str()))
        .filter(Column::PausedBy.is_null())
        .exec(tx.db())
        .await?;
    Ok(made.rows_affected)
}

/// The syncs of a store that are due by now and not paused, longest due first.
pub async fn due_of_store(
    tx: &ReadTx,
    store: StoreId,
    now: Timestamp,
) -> Result<Vec<SecretSync>, StoreError> {
    let rows = Entity::find()
        .filter(Column::StoreId.eq(store.as_uuid()))
        .filter(Column::PausedBy.is_null())
        .filter(Column::DueAt.lte(now.as_micros()))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(super::parse).collect()
}

/// When the next sync is due, of those not paused; that may be past.
pub async fn next_due(tx: &ReadTx) -> Result<Option<Timestamp>, StoreError> {
    let next: Option<Option<i64>> = Entity::find()
        .select_only()
        .expr(Expr::col(Column::DueAt).min())
        .filter(Column::PausedBy.is_null())
        .into_tuple()
        .one(tx.db())
        .await?;
    Ok(next.flatten().map(Timestamp::from_micros))
}

/// Sets the time and reason of the next run where it would come later, and shows that one is due. A
/// run under way, or a pause, keeps showing.
pub(super) fn due_no_later(
    update: UpdateMany<Entity>,
    at: Timestamp,
    trigger: RunTrigger,
) -> UpdateMany<Entity> {
    let (time, why) = earlier(at, trigger);
    let shown = [SyncState::Running.as_str(), SyncState::Paused.as_str()];
    let state = Expr::case(
        Expr::col(Column::State).is_in(shown),
        Expr::col(Column::State),
    )
    .finally(SyncState::Pending.as_str());
    update
        .col_expr(Column::DueAt, time)
        .col_expr(Column::DueTrigger, why)
        .col_expr(Column::State, state.into())
}

/// The time and reason of the next run: these, or the ones that are there if they come earlier.
pub(super) fn earlier(at: Timestamp, trigger: RunTrigger) -> (SimpleExpr, SimpleExpr) {
    let comes_first = Expr::col(Column::DueAt).lte(at.as_micros());
    let time = Expr::case(comes_first.clone(), Expr::col(Column::DueAt)).finally(at.as_micros());
    let why = Expr::case(comes_first, Expr::col(Column::DueTrigger)).finally(trigger.as_str());
    (time.into(), why.into())
}
