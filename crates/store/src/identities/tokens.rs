//! Access tokens given to identities, kept as hashes.

use crate::entity::people::access_token::{ActiveModel, Column, Entity, Model};
use crate::entity::people::identity;
use model::Timestamp;
use model::id::{AccessTokenId, IdentityId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Identity;
use crate::{ReadTx, StoreError, WriteTx};

/// An access token. The token itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessTokenRow {
    /// Its id.
    pub id: AccessTokenId,
    /// Whose it is.
    pub identity_id: IdentityId,
    /// When it was given out.
    pub created_at: Timestamp,
    /// When it stops working, unless it is renewed.
    pub expires_at: Timestamp,
    /// When it stops working for good.
    pub max_expires_at: Timestamp,
    /// Whether somebody took it back.
    pub revoked: bool,
}

/// Adds a token under its hash.
pub async fn insert_token(
    tx: &WriteTx,
    token: &AccessTokenRow,
    token_hash: &[u8],
) -> Result<(), StoreError> {
    tx.insert(Model {
        id: token.id.as_uuid(),
        identity_id: token.identity_id.as_uuid(),
        token_hash: token_hash.to_owned(),
        created_at: token.created_at.as_micros(),
        expires_at: token.expires_at.as_micros(),
        max_expires_at: token.max_expires_at.as_micros(),
        revoked: token.revoked,
    })
    .await
}

/// The token of a hash and whose it is. Whether it is still good is the caller's to judge.
pub async fn token_by_hash(
    tx: &ReadTx,
    token_hash: &[u8],
) -> Result<Option<(AccessTokenRow, Identity)>, StoreError> {
    let found = Entity::find()
        .filter(Column::TokenHash.eq(token_hash))
        .find_also_related(identity::Entity)
        .one(tx.db())
        .await?;
    let Some((row, Some(owner))) = found else {
        return Ok(None);
    };
    let token = AccessTokenRow {
        id: AccessTokenId::from_uuid(row.id),
        identity_id: IdentityId::from_uuid(row.identity_id),
        created_at: Timestamp::from_micros(row.created_at),
        expires_at: Timestamp::from_micros(row.expires_at),
        max_expires_at: Timestamp::from_micros(row.max_expires_at),
        revoked: row.revoked,
    };
    Ok(Some((token, super::parse(owner)?)))
}

/// Moves a token's end, but never past its last. Returns whether there was a token that is not revoked.
pub async fn extend_token(
    tx: &WriteTx,
    id: AccessTokenId,
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let end = expires_at.as_micros();
    let last = Expr::col(Column::MaxExpiresAt);
    let extended = Entity::update_many()
        .col_expr(
            Column::ExpiresAt,
            Expr::case(last.clone().lt(end), last).finally(end).into(),
        )
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::Revoked.eq(false))
        .exec(tx.db())
        .await?;
    Ok(extended.rows_affected > 0)
}

/// Takes a token back. Returns whether there was one to take back.
pub async fn revoke_token(tx: &WriteTx, id: AccessTokenId) -> Result<bool, StoreError> {
    let revoked = Entity::update_many()
        .set(ActiveModel {
            revoked: Set(true),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::Revoked.eq(false))
        .exec(tx.db())
        .await?;
    Ok(revoked.rows_affected > 0)
}
