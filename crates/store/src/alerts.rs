//! What somebody has to be told outside the app, until it has been delivered.
//!
//! Deliveries are counted by the database's clock, which all replicas share.

use crate::columns::{Row, stored};
use crate::entity::connections::alert::{ActiveModel, Column, Entity, Model};
use model::Timestamp;
use model::connection::AlertKind;
use model::id::{AlertId, ConnectionId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, LockBehavior, LockType, Order, Query, SimpleExpr,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::time::Duration;

use crate::{ReadTx, StoreError, WriteTx};

/// Something somebody has to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// The connection it is about; none when that is gone.
    pub connection_id: Option<ConnectionId>,
    /// What it tells.
    pub kind: AlertKind,
    /// Its particulars, as JSON.
    pub payload: String,
    /// When it was raised.
    pub at: Timestamp,
    /// How many times somebody has begun to deliver it.
    pub attempts: u32,
}

/// Never due again.
const NEVER: i64 = i64::MAX;

/// Raises an alert, to be delivered at once.
pub async fn raise(tx: &WriteTx, alert: &Alert) -> Result<(), StoreError> {
    tx.insert(Model {
        id: alert.id.as_uuid(),
        connection_id: alert.connection_id.map(ConnectionId::as_uuid),
        kind: alert.kind.to_string(),
        payload: alert.payload.clone(),
        at: alert.at.as_micros(),
        due_at: 0,
        attempts: i64::from(alert.attempts),
        delivered_at: None,
    })
    .await
}

/// The newest alert about a connection of one of these kinds.
pub async fn newest(
    tx: &ReadTx,
    connection: ConnectionId,
    kinds: &[AlertKind],
) -> Result<Option<Alert>, StoreError> {
    let row = Entity::find()
        .filter(Column::ConnectionId.eq(connection.as_uuid()))
        .filter(Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// Claims the alert that has waited longest for its delivery, so that nobody else delivers it for a
/// while, and counts the attempt. Of claimers at the same time each gets another one, or none.
pub async fn claim(tx: &WriteTx, lease: Duration) -> Result<Option<Alert>, StoreError> {
    let column = |column: Column| Expr::col((Entity, column));
    let mut longest_due = Query::select();
    longest_due
        .column((Entity, Column::Id))
        .from(Entity)
        .and_where(column(Column::DeliveredAt).is_null())
        .and_where(column(Column::DueAt).lte(tx.db_now()))
        .order_by((Entity, Column::DueAt), Order::Asc)
        .order_by((Entity, Column::At), Order::Asc)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let claimed = Entity::update_many()
        .col_expr(Column::DueAt, from_now(tx, lease))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1_i64))
        .filter(column(Column::Id).eq(SimpleExpr::from(longest_due)))
        .filter(column(Column::DueAt).lte(tx.db_now()))
        .exec_with_returning(tx.db())
        .await?;
    claimed.into_iter().next().map(parse).transpose()
}

/// When the next delivery is due; that may be past.
pub async fn next_due(tx: &ReadTx) -> Result<Option<Timestamp>, StoreError> {
    let next: Option<Option<i64>> = Entity::find()
        .select_only()
        .expr(Expr::col(Column::DueAt).min())
        .filter(Column::DeliveredAt.is_null())
        .filter(Column::DueAt.lt(NEVER))
        .into_tuple()
        .one(tx.db())
        .await?;
    Ok(next.flatten().map(Timestamp::from_micros))
}

/// Writes down that an alert has arrived.
pub async fn delivered(tx: &WriteTx, id: AlertId, at: Timestamp) -> Result<(), StoreError> {
    Entity::update_many()
        .set(ActiveModel {
            delivered_at: Set(Some(at.as_micros())),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Delivers an alert again after this wait; with none, never.
pub async fn retry(tx: &WriteTx, id: AlertId, wait: Option<Duration>) -> Result<(), StoreError> {
    let due = wait.map_or_else(|| Expr::value(NEVER), |wait| from_now(tx, wait));
    Entity::update_many()
        .col_expr(Column::DueAt, due)
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Forgets alerts that were raised before a time, but of each connection and kind the newest, which
/// tells what was last said. Returns how many.
pub async fn prune(tx: &WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    let newer = Alias::new("newer");
    let newer_one = Query::select()
        .expr(Expr::value(1))
        .from_as(Entity, newer.clone())
        .and_where(
            Expr::col((newer.clone(), Column::ConnectionId)).equals((Entity, Column::ConnectionId)),
        )
        .and_where(Expr::col((newer.clone(), Column::Kind)).equals((Entity, Column::Kind)))
        .and_where(Expr::col((newer, Column::At)).gt(Expr::col((Entity, Column::At))))
        .to_owned();
    let superseded = Expr::exists(newer_one).or(Column::ConnectionId.is_null());
    let pruned = Entity::delete_many()
        .filter(Column::At.lt(before.as_micros()))
        .filter(superseded)
        .exec(tx.db())
        .await?;
    Ok(pruned.rows_affected)
}

fn from_now(tx: &ReadTx, wait: Duration) -> SimpleExpr {
    tx.db_now().add(stored(wait.as_micros()))
}

fn parse(row: Model) -> Result<Alert, StoreError> {
    let at = Row::of("alerts", &row.id);
    Ok(Alert {
        id: AlertId::from_uuid(row.id),
        connection_id: row.connection_id.map(ConnectionId::from_uuid),
        kind: at.text("kind", &row.kind)?,
        payload: row.payload,
        at: Timestamp::from_micros(row.at),
        attempts: at.number("attempts", row.attempts)?,
    })
}
