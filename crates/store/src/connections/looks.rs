//! When a connection is looked at next, by which replica, and what somebody was told of its expiry.
//!
//! Times of looks are counted by the database's clock, which all replicas share.

use crate::columns::{micros, stored};
use crate::entity::connections::app_connection::{ActiveModel, Column, Entity};
use model::Timestamp;
use model::id::ConnectionId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Order, Query, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::time::Duration;

use super::Connection;
use crate::{ReadTx, StoreError, WriteTx};

/// Claims the connection whose look has been due longest, so that nobody else looks at it for a
/// while. Of claimers at the same time each gets another one, or none.
pub async fn claim_look(tx: &WriteTx, lease: Duration) -> Result<Option<Connection>, StoreError> {
    let column = |column: Column| Expr::col((Entity, column));
    let mut longest_due = Query::select();
    longest_due
        .column((Entity, Column::Id))
        .from(Entity)
        .and_where(column(Column::LookAt).lte(tx.db_now()))
        .order_by((Entity, Column::LookAt), Order::Asc)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let claimed = Entity::update_many()
        .col_expr(Column::LookAt, from_now(tx, lease))
        .filter(column(Column::Id).eq(SimpleExpr::from(longest_due)))
        .filter(column(Column::LookAt).lte(tx.db_now()))
        .exec_with_returning(tx.db())
        .await?;
    claimed.into_iter().next().map(super::parse).transpose()
}

/// When the next look is due; that may be past.
pub async fn next_look(tx: &ReadTx) -> Result<Option<Timestamp>, StoreError> {
    let next: Option<Option<i64>> = Entity::find()
        .select_only()
        .expr(Expr::col(Column::LookAt).min())
        .into_tuple()
        .one(tx.db())
        .await?;
    Ok(next.flatten().map(Timestamp::from_micros))
}

/// Looks at a connection next after this wait, and says how many looks in a row have failed.
pub async fn look_after(
    tx: &WriteTx,
    id: ConnectionId,
    wait: Duration,
    looks_failed: u32,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::LookAt, from_now(tx, wait))
        .col_expr(Column::LooksFailed, Expr::value(i64::from(looks_failed)))
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Looks at a connection within this wait: a look that comes earlier stays. Failed looks are counted
/// anew.
pub async fn look_within(tx: &WriteTx, id: ConnectionId, wait: Duration) -> Result<(), StoreError> {
    let comes_first = Expr::col(Column::LookAt).lte(from_now(tx, wait));
    let at = Expr::case(comes_first, Expr::col(Column::LookAt)).finally(from_now(tx, wait));
    Entity::update_many()
        .col_expr(Column::LookAt, at.into())
        .col_expr(Column::LooksFailed, Expr::value(0_i64))
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Keeps until when a missing right may be a role that does not act yet.
pub async fn set_waiting(
    tx: &WriteTx,
    id: ConnectionId,
    until: Option<Timestamp>,
) -> Result<(), StoreError> {
    set(
        tx,
        id,
        ActiveModel {
            waiting_until: Set(micros(until)),
            ..Default::default()
        },
    )
    .await
}

/// Keeps how many days before the expiry somebody was last told.
pub async fn set_warned(tx: &WriteTx, id: ConnectionId, days: i64) -> Result<(), StoreError> {
    set(
        tx,
        id,
        ActiveModel {
            warned_days: Set(Some(days)),
            ..Default::default()
        },
    )
    .await
}

async fn set(tx: &WriteTx, id: ConnectionId, what: ActiveModel) -> Result<(), StoreError> {
    Entity::update_many()
        .set(what)
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}

fn from_now(tx: &ReadTx, wait: Duration) -> SimpleExpr {
    tx.db_now().add(stored(wait.as_micros()))
}
