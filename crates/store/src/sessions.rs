//! Signed-in browsers.

use crate::entity::people::{session, user};
use crate::users;
use model::Timestamp;
use model::id::{SessionId, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

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
    /// What the browser calls itself; empty when it did not say.
    pub agent: String,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
}

/// Adds a session under the hash of its token.
pub async fn insert(tx: &WriteTx, session: &Session, token_hash: &[u8]) -> Result<(), StoreError> {
    tx.insert(session::Model {
        id: session.id.as_uuid(),
        user_id: session.user_id.as_uuid(),
        token_hash: token_hash.to_owned(),
        created_at: session.created_at.as_micros(),
        expires_at: session.expires_at.as_micros(),
        agent: session.agent.clone(),
        last_used_at: session.last_used_at.as_micros(),
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
    Ok(Some((parse(row), users::parse(owner)?)))
}

/// Everybody's sessions, the one used last first.
pub async fn list(tx: &ReadTx) -> Result<Vec<Session>, StoreError> {
    let rows = session::Entity::find()
        .order_by_desc(session::Column::LastUsedAt)
        .order_by_desc(session::Column::Id)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(parse).collect())
}

/// Somebody's sessions, the one used last first.
pub async fn of(tx: &ReadTx, user: UserId) -> Result<Vec<Session>, StoreError> {
    let rows = session::Entity::find()
        .filter(session::Column::UserId.eq(user.as_uuid()))
        .order_by_desc(session::Column::LastUsedAt)
        .order_by_desc(session::Column::Id)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(parse).collect())
}

/// Notes that a session was used.
pub async fn touch(tx: &WriteTx, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
    session::Entity::update_many()
        .set(session::ActiveModel {
            last_used_at: Set(now.as_micros()),
            ..Default::default()
        })
        .filter(session::Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Ends somebody's sessions, all but one if one is given. Returns how many.
pub async fn delete_of(
    tx: &WriteTx,
    user: UserId,
    but: Option<SessionId>,
) -> Result<u64, StoreError> {
    let mut theirs =
        session::Entity::delete_many().filter(session::Column::UserId.eq(user.as_uuid()));
    if let Some(kept) = but {
        theirs = theirs.filter(session::Column::Id.ne(kept.as_uuid()));
    }
    Ok(theirs.exec(tx.db()).await?.rows_affected)
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

fn parse(row: session::Model) -> Session {
    Session {
        id: SessionId::from_uuid(row.id),
        user_id: UserId::from_uuid(row.user_id),
        created_at: Timestamp::from_micros(row.created_at),
        expires_at: Timestamp::from_micros(row.expires_at),
        agent: row.agent,
        last_used_at: Timestamp::from_micros(row.last_used_at),
    }
}
