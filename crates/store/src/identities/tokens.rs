//! Access tokens given to identities, kept as hashes.

use crate::columns::{Row, micros, stored, time};
use crate::entity::people::access_token::{ActiveModel, Column, Entity, Model};
use crate::entity::people::{auth_method, identity};
use model::Timestamp;
use model::id::{AccessTokenId, AuthMethodId, ClientSecretId, IdentityId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use std::time::Duration;

use super::{AuthMethodRow, Identity};
use crate::{ReadTx, StoreError, WriteTx};

/// An access token. The token itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessTokenRow {
    /// Its id.
    pub id: AccessTokenId,
    /// Whose it is.
    pub identity_id: IdentityId,
    /// The way of signing in that it was got by.
    pub auth_method_id: AuthMethodId,
    /// The client secret that it was given for.
    pub client_secret_id: Option<ClientSecretId>,
    /// What people call it; empty when nobody named it.
    pub name: String,
    /// How long a renewal makes it last, in whole seconds; zero for without end.
    pub ttl: Duration,
    /// When it stops working, unless it is renewed; none for never.
    pub expires_at: Option<Timestamp>,
    /// When it stops working for good; none for never.
    pub max_expires_at: Option<Timestamp>,
    /// How often it was used, counted only when that is limited.
    pub uses: u64,
    /// How often it may be used; zero for without limit.
    pub uses_limit: u64,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was last renewed.
    pub last_renewed_at: Option<Timestamp>,
    /// Whether somebody took it back.
    pub revoked: bool,
    /// When it was given out.
    pub created_at: Timestamp,
    /// When something of it last changed, its uses aside.
    pub updated_at: Timestamp,
}

/// Which tokens to take back.
#[derive(Debug, Clone, Copy)]
pub enum Revoked {
    /// Those given for a client secret.
    ClientSecret(ClientSecretId),
    /// Those of an identity.
    Identity(IdentityId),
}

/// A token's next end.
#[derive(Debug, Clone, Copy)]
pub struct Renewal {
    /// When it happens.
    pub at: Timestamp,
    /// When the token then stops working; none for never.
    pub expires_at: Option<Timestamp>,
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
        auth_method_id: token.auth_method_id.as_uuid(),
        client_secret_id: token.client_secret_id.map(ClientSecretId::as_uuid),
        name: token.name.clone(),
        token_hash: token_hash.to_owned(),
        ttl: stored(token.ttl.as_secs()),
        expires_at: micros(token.expires_at),
        max_expires_at: micros(token.max_expires_at),
        uses: stored(token.uses),
        uses_limit: stored(token.uses_limit),
        last_used_at: micros(token.last_used_at),
        last_renewed_at: micros(token.last_renewed_at),
        revoked: token.revoked,
        created_at: token.created_at.as_micros(),
        updated_at: token.updated_at.as_micros(),
    })
    .await
}

/// The token of a hash, whose it is and how it was got. Whether it is still good is the caller's to
/// judge.
pub async fn token_by_hash(
    tx: &ReadTx,
    token_hash: &[u8],
) -> Result<Option<(AccessTokenRow, Identity, AuthMethodRow)>, StoreError> {
    let found = Entity::find()
        .filter(Column::TokenHash.eq(token_hash))
        .find_also_related(identity::Entity)
        .find_also_related(auth_method::Entity)
        .one(tx.db())
        .await?;
    let Some((row, Some(owner), Some(method))) = found else {
        return Ok(None);
    };
    let method = super::auth_methods::parse(method)?;
    Ok(Some((parse(row)?, super::parse(owner)?, method)))
}

/// A token by its id.
pub async fn token(tx: &ReadTx, id: AccessTokenId) -> Result<Option<AccessTokenRow>, StoreError> {
    let row = Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    row.map(parse).transpose()
}

/// The tokens that a way of signing in gave, oldest first.
pub async fn tokens(tx: &ReadTx, method: AuthMethodId) -> Result<Vec<AccessTokenRow>, StoreError> {
    let rows = Entity::find()
        .filter(Column::AuthMethodId.eq(method.as_uuid()))
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// Moves a token's end, but never past its last. Returns whether there was a token that is not revoked.
pub async fn extend_token(
    tx: &WriteTx,
    id: AccessTokenId,
    renewal: Renewal,
) -> Result<bool, StoreError> {
    let last = Expr::col(Column::MaxExpiresAt);
    let end = match renewal.expires_at {
        None => last,
        Some(end) => {
            let end = end.as_micros();
            let past = last.clone().lt(end);
            Expr::case(past, last).finally(end).into()
        }
    };
    let extended = Entity::update_many()
        .col_expr(Column::ExpiresAt, end)
        .col_expr(Column::LastRenewedAt, renewal.at.as_micros().into())
        .col_expr(Column::UpdatedAt, renewal.at.as_micros().into())
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::Revoked.eq(false))
        .exec(tx.db())
        .await?;
    Ok(extended.rows_affected > 0)
}

/// Counts a use of a token whose uses are limited, if it has one left. Returns whether it was counted;
/// only then may the call go on.
pub async fn count_token_use(
    tx: &WriteTx,
    id: AccessTokenId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let counted = Entity::update_many()
        .col_expr(Column::Uses, Expr::col(Column::Uses).add(1_i64))
        .col_expr(Column::LastUsedAt, now.as_micros().into())
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::Revoked.eq(false))
        .filter(Expr::col(Column::Uses).lt(Expr::col(Column::UsesLimit)))
        .exec(tx.db())
        .await?;
    Ok(counted.rows_affected > 0)
}

/// Notes when a token was used.
pub async fn note_token_use(
    tx: &WriteTx,
    id: AccessTokenId,
    now: Timestamp,
) -> Result<(), StoreError> {
    change(
        tx,
        id,
        ActiveModel {
            last_used_at: Set(Some(now.as_micros())),
            ..Default::default()
        },
    )
    .await
    .map(drop)
}

/// Gives a token another name. Returns whether there was one.
pub async fn rename_token(
    tx: &WriteTx,
    id: AccessTokenId,
    name: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    change(
        tx,
        id,
        ActiveModel {
            name: Set(name.to_owned()),
            updated_at: Set(now.as_micros()),
            ..Default::default()
        },
    )
    .await
}

/// Takes a token back. Returns whether there was one to take back.
pub async fn revoke_token(
    tx: &WriteTx,
    id: AccessTokenId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let revoked = Entity::update_many()
        .set(taken_back(now))
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::Revoked.eq(false))
        .exec(tx.db())
        .await?;
    Ok(revoked.rows_affected > 0)
}

/// Takes tokens back.
pub async fn revoke_tokens(tx: &WriteTx, which: Revoked, now: Timestamp) -> Result<(), StoreError> {
    let which = match which {
        Revoked::ClientSecret(id) => Column::ClientSecretId.eq(id.as_uuid()),
        Revoked::Identity(id) => Column::IdentityId.eq(id.as_uuid()),
    };
    Entity::update_many()
        .set(taken_back(now))
        .filter(which)
        .filter(Column::Revoked.eq(false))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Forgets the tokens of a way of signing in that have ended, except those that people named.
pub async fn delete_expired(
    tx: &WriteTx,
    method: AuthMethodId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let over = Condition::any()
        .add(Column::MaxExpiresAt.lte(now.as_micros()))
        .add(Column::ExpiresAt.lte(now.as_micros()));
    Entity::delete_many()
        .filter(Column::AuthMethodId.eq(method.as_uuid()))
        .filter(Column::Name.eq(""))
        .filter(over)
        .exec(tx.db())
        .await?;
    Ok(())
}

async fn change(tx: &WriteTx, id: AccessTokenId, to: ActiveModel) -> Result<bool, StoreError> {
    let changed = Entity::update_many()
        .set(to)
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(changed.rows_affected > 0)
}

fn taken_back(now: Timestamp) -> ActiveModel {
    ActiveModel {
        revoked: Set(true),
        updated_at: Set(now.as_micros()),
        ..Default::default()
    }
}

fn parse(row: Model) -> Result<AccessTokenRow, StoreError> {
    let at = Row::of("access_tokens", &row.id);
    Ok(AccessTokenRow {
        id: AccessTokenId::from_uuid(row.id),
        identity_id: IdentityId::from_uuid(row.identity_id),
        auth_method_id: AuthMethodId::from_uuid(row.auth_method_id),
        client_secret_id: row.client_secret_id.map(ClientSecretId::from_uuid),
        ttl: Duration::from_secs(at.number("ttl", row.ttl)?),
        uses: at.number("uses", row.uses)?,
        uses_limit: at.number("uses_limit", row.uses_limit)?,
        name: row.name,
        expires_at: time(row.expires_at),
        max_expires_at: time(row.max_expires_at),
        last_used_at: time(row.last_used_at),
        last_renewed_at: time(row.last_renewed_at),
        revoked: row.revoked,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
