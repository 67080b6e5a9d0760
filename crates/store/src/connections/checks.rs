//! What checks of a connection found.

use crate::columns::{Row, stored};
use crate::entity::connections::connection_check::{Column, Entity, Model};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::time::Duration;

use model::Timestamp;
use model::connection::Occasion;
use model::id::{ConnectionCheckId, ConnectionId};

use crate::{ReadTx, StoreError, WriteTx};

/// One check of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionCheck {
    /// Its id.
    pub id: ConnectionCheckId,
    /// The connection.
    pub connection_id: ConnectionId,
    /// When.
    pub at: Timestamp,
    /// The store whose rights were tried; none when only the sign-in was.
    pub store_host: Option<String>,
    /// What each right's trial said, as JSON.
    pub rights: String,
    /// What was wrong, as JSON.
    pub diagnosis: Option<String>,
    /// How long it took, in whole milliseconds.
    pub latency: Duration,
    /// What it was made for.
    pub occasion: Occasion,
}

/// How many checks of a connection are kept.
const KEPT: u64 = 200;

/// Writes a check down. Of each connection the newest 200 are kept.
pub async fn insert_check(tx: &WriteTx, check: &ConnectionCheck) -> Result<(), StoreError> {
    tx.insert(Model {
        id: check.id.as_uuid(),
        connection_id: check.connection_id.as_uuid(),
        at: check.at.as_micros(),
        store_host: check.store_host.clone(),
        rights: check.rights.clone(),
        diagnosis: check.diagnosis.clone(),
        latency_ms: stored(check.latency.as_millis()),
        occasion: check.occasion.to_string(),
    })
    .await?;
    let beyond = newest_first(check.connection_id)
        .offset(KEPT)
        .limit(1)
        .one(tx.db())
        .await?;
    if let Some(newest_too_many) = beyond {
        Entity::delete_many()
            .filter(Column::ConnectionId.eq(check.connection_id.as_uuid()))
            .filter(
                Condition::any().add(Column::At.lt(newest_too_many.at)).add(
                    Condition::all()
                        .add(Column::At.eq(newest_too_many.at))
                        .add(Column::Id.lte(newest_too_many.id)),
                ),
            )
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

/// A connection's newest checks, newest first.
pub async fn checks(
    tx: &ReadTx,
    connection: ConnectionId,
    limit: u64,
) -> Result<Vec<ConnectionCheck>, StoreError> {
    let rows = newest_first(connection).limit(limit).all(tx.db()).await?;
    rows.into_iter().map(parse).collect()
}

/// A connection's newest check that tried the rights on a store.
pub async fn newest_of_a_store(
    tx: &ReadTx,
    connection: ConnectionId,
) -> Result<Option<ConnectionCheck>, StoreError> {
    let row = newest_first(connection)
        .filter(Column::StoreHost.is_not_null())
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// A connection's checks of one store since a time, newest first.
pub async fn checks_of_store(
    tx: &ReadTx,
    connection: ConnectionId,
    store: &str,
    since: Timestamp,
) -> Result<Vec<ConnectionCheck>, StoreError> {
    let rows = newest_first(connection)
        .filter(Column::StoreHost.eq(store))
        .filter(Column::At.gte(since.as_micros()))
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

fn newest_first(connection: ConnectionId) -> Select<Entity> {
    Entity::find()
        .filter(Column::ConnectionId.eq(connection.as_uuid()))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
}

fn parse(row: Model) -> Result<ConnectionCheck, StoreError> {
    let latency = Row::of("connection_checks", &row.id).number("latency_ms", row.latency_ms)?;
    Ok(ConnectionCheck {
        id: ConnectionCheckId::from_uuid(row.id),
        connection_id: ConnectionId::from_uuid(row.connection_id),
        at: Timestamp::from_micros(row.at),
        store_host: row.store_host,
        rights: row.rights,
        diagnosis: row.diagnosis,
        latency: Duration::from_millis(latency),
        occasion: Row::of("connection_checks", &row.id).text("occasion", &row.occasion)?,
    })
}
