//! Signed-in browsers.

use crate::entity::people::{session, user};
use crate::users;
use model::Timestamp;
use model::id::{SessionId, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::users::User;
use crate::{ReadTx, StoreError, WriteTx};

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who signed in.
    pub user_id: UserId,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When they have to sign in again.
    pub expires_at: Timestamp,
}

/// Adds a session under the hash of its token.
pub async fn insert(tx: &WriteTx, session: &Session, token_hash: &[u8]) -> Result<(), StoreError> {
    tx.insert(session::Model {
        id: session.id.as_uuid(),
        user_id: session.user_id.as_uuid(),
        token_hash: token_hash.to_owned(),
        created_at: session.created_at.as_micros(),
        expires_at: session.expires_at.as_micros(),
    })
    .await
}

/// The session of a token and who it belongs to. Whether it has expired is the caller's to judge.
pub async fn by_token_hash(
    tx: &ReadTx,
    token_hash: &[u8],
) -> Result<Option<(Session, User)>, StoreError> {
    let found = session::Entity::find()
        .filter(session::Column::TokenHash.eq(token_hash))
        .find_also_related(user::Entity)
        .one(tx.db())
        .await?;
    let Some((row, Some(owner))) = found else {
        return Ok(None);
    };
    let session = Session {
        id: SessionId::from_uuid(row.id),
        user_id: UserId::from_uuid(row.user_id),
        created_at: Timestamp::from_micros(row.created_at),
        expires_at: Timestamp::from_micros(row.expires_at),
    };
    Ok(Some((session, users::parse(owner)?)))
}

/// Ends a session. Returns whether there was one.
pub async fn delete(tx: &WriteTx, id: SessionId) -> Result<bool, StoreError> {
    let deleted = session::Entity::delete_by_id(id.as_uuid())
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected > 0)
}

/// Forgets the sessions that have expired by now. Returns how many.
pub async fn delete_expired(tx: &WriteTx, now: Timestamp) -> Result<u64, StoreError> {
    let deleted = session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lte(now.as_micros()))
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected)
}
