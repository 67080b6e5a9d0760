//! Client secrets: what an identity signs in with, kept as keyed digests.

use crate::columns::{Row, micros, stored, time};
use crate::entity::people::client_secret::{ActiveModel, Column, Entity, Model};
use model::Timestamp;
use model::id::{ClientSecretId, IdentityId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use crate::{ReadTx, StoreError, WriteTx};

/// A client secret. The secret itself is not kept.
#[derive(Clone)]
pub struct ClientSecret {
    /// Its id.
    pub id: ClientSecretId,
    /// Whose it is.
    pub identity_id: IdentityId,
    /// The keyed digest of the secret.
    pub secret_hmac: Vec<u8>,
    /// Its first characters, by which people tell it from others.
    pub prefix: String,
    /// What it is for.
    pub description: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When something of it last changed, its uses aside.
    pub updated_at: Timestamp,
    /// How long it works, in seconds; zero for without end.
    pub ttl: u64,
    /// When it stops working; none for never.
    pub expires_at: Option<Timestamp>,
    /// How often it was used.
    pub uses: u64,
    /// How often it may be used; zero for without limit.
    pub uses_limit: u64,
    /// Whether somebody took it back.
    pub revoked: bool,
}

/// An identity's client secrets, oldest first.
pub async fn client_secrets(
    tx: &ReadTx,
    identity: IdentityId,
) -> Result<Vec<ClientSecret>, StoreError> {
    let rows = Entity::find()
        .filter(Column::IdentityId.eq(identity.as_uuid()))
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// A client secret of an identity.
pub async fn client_secret(
    tx: &ReadTx,
    identity: IdentityId,
    id: ClientSecretId,
) -> Result<Option<ClientSecret>, StoreError> {
    let row = Entity::find_by_id(id.as_uuid())
        .filter(Column::IdentityId.eq(identity.as_uuid()))
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// Adds a client secret.
pub async fn insert_client_secret(tx: &WriteTx, secret: &ClientSecret) -> Result<(), StoreError> {
    tx.insert(Model {
        id: secret.id.as_uuid(),
        identity_id: secret.identity_id.as_uuid(),
        secret_hmac: secret.secret_hmac.clone(),
        prefix: secret.prefix.clone(),
        description: secret.description.clone(),
        created_at: secret.created_at.as_micros(),
        expires_at: micros(secret.expires_at),
        uses: stored(secret.uses),
        uses_limit: stored(secret.uses_limit),
        revoked: secret.revoked,
        ttl: stored(secret.ttl),
        updated_at: secret.updated_at.as_micros(),
    })
    .await
}

/// Counts a use, if the secret is not revoked and has a use left. Returns whether it was counted;
/// only then may the sign-in go on.
pub async fn count_use(tx: &WriteTx, id: ClientSecretId) -> Result<bool, StoreError> {
    let counted = Entity::update_many()
        .col_expr(Column::Uses, Expr::col(Column::Uses).add(1_i64))
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::Revoked.eq(false))
        .filter(
            Condition::any()
                .add(Column::UsesLimit.eq(0_i64))
                .add(Expr::col(Column::Uses).lt(Expr::col(Column::UsesLimit))),
        )
        .exec(tx.db())
        .await?;
    Ok(counted.rows_affected > 0)
}

/// Takes a client secret back. Returns whether there was one to take back.
pub async fn revoke_client_secret(
    tx: &WriteTx,
    id: ClientSecretId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let revoked = Entity::update_many()
        .set(ActiveModel {
            revoked: Set(true),
            updated_at: Set(now.as_micros()),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::Revoked.eq(false))
        .exec(tx.db())
        .await?;
    Ok(revoked.rows_affected > 0)
}

/// Deletes the client secrets of an identity.
pub async fn delete_client_secrets(tx: &WriteTx, identity: IdentityId) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::IdentityId.eq(identity.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}

fn parse(row: Model) -> Result<ClientSecret, StoreError> {
    let at = Row::of("client_secrets", &row.id);
    Ok(ClientSecret {
        id: ClientSecretId::from_uuid(row.id),
        identity_id: IdentityId::from_uuid(row.identity_id),
        uses: at.number("uses", row.uses)?,
        uses_limit: at.number("uses_limit", row.uses_limit)?,
        secret_hmac: row.secret_hmac,
        prefix: row.prefix,
        description: row.description,
        created_at: Timestamp::from_micros(row.created_at),
        expires_at: time(row.expires_at),
        revoked: row.revoked,
        ttl: at.number("ttl", row.ttl)?,
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
