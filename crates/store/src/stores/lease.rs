//! Which replica may write to a store, and until when.
//!
//! Leases are counted by the database's clock, which all replicas share.

use std::time::Duration;

use model::Timestamp;
use model::id::{ReplicaId, StoreId};
use model::sync::SyncState;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Order, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

use super::{Epoch, StoreRow, parse};
use crate::columns::{Row, stored};
use crate::entity::syncs::{lease_epoch, secret_sync, store};
use crate::{ReadTx, StoreError, WriteTx, syncs};

/// A store that its claimer may write to until the lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The store, as claimed.
    pub store: StoreRow,
    /// What every write of the claimer has to name.
    pub epoch: Epoch,
}

/// Claims the store that has waited longest among those with a sync to run: one that is due and not
/// paused, or one that a claimer before left running, which is due again by this. Stores that are
/// leased, blocked or excluded are passed over. Of claimers at the same time each gets another
/// store, or none.
pub async fn claim_due(
    tx: &WriteTx,
    owner: ReplicaId,
    lease: Duration,
    exclude: &[StoreId],
) -> Result<Option<Claim>, StoreError> {
    // One statement, one row: the scalar sub-select runs once, and skips what another claimer is
    // taking; the outer condition looks again at what it found.
    let claimed = store::Entity::update_many()
        .col_expr(store::Column::LeaseOwner, Expr::value(owner.as_uuid()))
        .col_expr(
            store::Column::LeaseUntil,
            tx.db_now().add(stored(lease.as_micros())),
        )
        .filter(Expr::col((store::Entity, store::Column::Id)).eq(longest_waiting(tx, exclude)))
        .filter(Expr::col((store::Entity, store::Column::LeaseUntil)).lte(tx.db_now()))
        .exec_with_returning(tx.db())
        .await?;
    let Some(row) = claimed.into_iter().next() else {
        return Ok(None);
    };
    let mut store = parse(row)?;
    store.lease_epoch = next_epoch(tx).await?;
    store::Entity::update_many()
        .set(store::ActiveModel {
            lease_epoch: Set(store.lease_epoch.as_number()),
            ..Default::default()
        })
        .filter(store::Column::Id.eq(store.id.as_uuid()))
        .exec(tx.db())
        .await?;
    syncs::take_over(tx, secret_sync::Column::StoreId.eq(store.id.as_uuid())).await?;
    Ok(Some(Claim {
        epoch: store.lease_epoch,
        store,
    }))
}

/// The number of a store's last claim, which stays the last until the transaction ends; none when there
/// is no such store.
pub(crate) async fn last_epoch(tx: &WriteTx, store: StoreId) -> Result<Option<Epoch>, StoreError> {
    let row = store::Entity::find_by_id(store.as_uuid())
        .lock_shared()
        .one(tx.db())
        .await?;
    Ok(row.map(|row| Epoch::from_number(row.lease_epoch)))
}

/// Moves the end of a lease that is still held. Returns the new end by the database's clock, or none
/// when the lease has ended or somebody else has claimed the store: then nothing more may be sent.
pub async fn renew(
    tx: &WriteTx,
    store: StoreId,
    owner: ReplicaId,
    epoch: Epoch,
    lease: Duration,
) -> Result<Option<Timestamp>, StoreError> {
    let renewed = store::Entity::update_many()
        .col_expr(
            store::Column::LeaseUntil,
            tx.db_now().add(stored(lease.as_micros())),
        )
        .filter(held(store, owner, epoch))
        .filter(Expr::col(store::Column::LeaseUntil).gt(tx.db_now()))
        .exec_with_returning(tx.db())
        .await?;
    Ok(renewed
        .first()
        .map(|row| Timestamp::from_micros(row.lease_until)))
}

/// Gives a lease back. Returns whether it was still held.
pub async fn release(
    tx: &WriteTx,
    store: StoreId,
    owner: ReplicaId,
    epoch: Epoch,
) -> Result<bool, StoreError> {
    let released = store::Entity::update_many()
        .set(store::ActiveModel {
            lease_owner: Set(None),
            lease_until: Set(0),
            ..Default::default()
        })
        .filter(held(store, owner, epoch))
        .exec(tx.db())
        .await?;
    Ok(released.rows_affected > 0)
}

/// The id of the store to claim next, locked on PostgreSQL against claims at the same time.
fn longest_waiting(tx: &ReadTx, exclude: &[StoreId]) -> SimpleExpr {
    let column = |column: store::Column| Expr::col((store::Entity, column));
    let sync = |column: secret_sync::Column| Expr::col((secret_sync::Entity, column));
    let runnable = Condition::all()
        .add(sync(secret_sync::Column::StoreId).equals((store::Entity, store::Column::Id)))
        .add(sync(secret_sync::Column::PausedBy).is_null())
        .add(
            Condition::any()
                .add(sync(secret_sync::Column::DueAt).lte(tx.db_now()))
                .add(sync(secret_sync::Column::State).eq(SyncState::Running.as_str())),
        );
    // What was left running has no due time of its own: it goes first.
    let waiting_since = Query::select()
        .expr(
            Expr::expr(sync(secret_sync::Column::DueAt))
                .if_null(0_i64)
                .min(),
        )
        .from(secret_sync::Entity)
        .cond_where(runnable.clone())
        .to_owned();
    let any_runnable = Query::select()
        .expr(Expr::value(1))
        .from(secret_sync::Entity)
        .cond_where(runnable)
        .to_owned();
    let mut next = Query::select();
    next.column((store::Entity, store::Column::Id))
        .from(store::Entity)
        .and_where(column(store::Column::BlockedUntil).lte(tx.db_now()))
        .and_where(column(store::Column::LeaseUntil).lte(tx.db_now()))
        .and_where(Expr::exists(any_runnable))
        .order_by_expr(SimpleExpr::from(waiting_since), Order::Asc)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    if !exclude.is_empty() {
        next.and_where(column(store::Column::Id).is_not_in(exclude.iter().map(|id| id.as_uuid())));
    }
    SimpleExpr::from(next)
}

/// Counts a claim.
async fn next_epoch(tx: &WriteTx) -> Result<Epoch, StoreError> {
    let counted = lease_epoch::Entity::update_many()
        .col_expr(
            lease_epoch::Column::Last,
            Expr::col(lease_epoch::Column::Last).add(1_i64),
        )
        .exec_with_returning(tx.db())
        .await?;
    let row = counted.first();
    let row = row.ok_or_else(|| Row::of("lease_epochs", &"1").damaged("last"))?;
    Ok(Epoch::from_number(row.last))
}

fn held(store: StoreId, owner: ReplicaId, epoch: Epoch) -> Condition {
    Condition::all()
        .add(store::Column::Id.eq(store.as_uuid()))
        .add(store::Column::LeaseOwner.eq(owner.as_uuid()))
        .add(store::Column::LeaseEpoch.eq(epoch.as_number()))
}
