//! Links that let whoever holds one sign a connection in again. A connection has one at most.

use crate::entity::connections::reconnect_link::{Column, Entity, Model};
use model::Timestamp;
use model::id::{ConnectionId, LinkId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{ReadTx, StoreError, WriteTx};

/// A link to sign a connection in again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReconnectLink {
    /// Its id.
    pub id: LinkId,
    /// The connection.
    pub connection_id: ConnectionId,
    /// Who made it, in words.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// Adds a link under the hash of its token, in place of the one its connection had.
pub async fn put(tx: &WriteTx, link: &ReconnectLink, token_hash: &[u8]) -> Result<(), StoreError> {
    revoke(tx, link.connection_id).await?;
    tx.insert(Model {
        id: link.id.as_uuid(),
        connection_id: link.connection_id.as_uuid(),
        token_hash: token_hash.to_owned(),
        created_by: link.created_by.clone(),
        created_at: link.created_at.as_micros(),
        expires_at: link.expires_at.as_micros(),
    })
    .await
}

/// The link of a token. Whether it has expired is the caller's to judge.
pub async fn by_token_hash(
    tx: &ReadTx,
    token_hash: &[u8],
) -> Result<Option<ReconnectLink>, StoreError> {
    let found = Entity::find()
        .filter(Column::TokenHash.eq(token_hash))
        .one(tx.db())
        .await?;
    Ok(found.map(parse))
}

/// A link by id.
pub async fn get(tx: &ReadTx, id: LinkId) -> Result<Option<ReconnectLink>, StoreError> {
    let found = Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    Ok(found.map(parse))
}

/// Ends a link that has done its work, with the sign-ins begun by it. Of all who ask, one is told
/// that there was one.
pub async fn spend(tx: &WriteTx, id: LinkId) -> Result<bool, StoreError> {
    let spent = Entity::delete_by_id(id.as_uuid()).exec(tx.db()).await?;
    Ok(spent.rows_affected > 0)
}

/// Takes a connection's link back, with the sign-ins begun by it. Returns whether there was one.
pub async fn revoke(tx: &WriteTx, connection: ConnectionId) -> Result<bool, StoreError> {
    let revoked = Entity::delete_many()
        .filter(Column::ConnectionId.eq(connection.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(revoked.rows_affected > 0)
}

fn parse(row: Model) -> ReconnectLink {
    ReconnectLink {
        id: LinkId::from_uuid(row.id),
        connection_id: ConnectionId::from_uuid(row.connection_id),
        created_by: row.created_by,
        created_at: Timestamp::from_micros(row.created_at),
        expires_at: Timestamp::from_micros(row.expires_at),
    }
}
