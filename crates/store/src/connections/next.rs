//! The credentials that take over when the current ones stop working.

use crate::columns::micros;
use crate::entity::connections::app_connection::{ActiveModel, Column, Entity};
use model::Timestamp;
use model::id::ConnectionId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{NewCredentials, NextCredentials, replace_credentials};
use crate::{StoreError, WriteTx};

/// Keeps the credentials that come next, in place of any there were, or forgets them. Returns
/// whether there is such a connection.
pub async fn set_next(
    tx: &WriteTx,
    id: ConnectionId,
    next: Option<&NextCredentials>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .set(ActiveModel {
            updated_at: Set(at.as_micros()),
            ..columns(next)
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Puts the credentials that come next, sealed anew for the version they become, in place of those
/// the caller saw. The connection is due for a look then.
///
/// # Errors
/// [`StoreError::Stale`] when the current ones are in another version, or the connection is gone.
pub async fn promote_next(
    tx: &WriteTx,
    id: ConnectionId,
    expected_version: i64,
    credentials: &NewCredentials,
    at: Timestamp,
) -> Result<i64, StoreError> {
    let version = replace_credentials(tx, id, expected_version, credentials, at).await?;
    Entity::update_many()
        .set(ActiveModel {
            look_at: Set(0),
            ..columns(None)
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(version)
}

fn columns(next: Option<&NextCredentials>) -> ActiveModel {
    ActiveModel {
        next_credentials: Set(next.map(|next| next.sealed.clone())),
        next_public: Set(next.map(|next| next.public.clone())),
        next_hash: Set(next.map(|next| next.hash.clone())),
        next_expires_at: Set(micros(next.and_then(|next| next.expires_at))),
        ..Default::default()
    }
}
