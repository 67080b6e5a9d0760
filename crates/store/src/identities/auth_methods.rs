//! The ways an identity signs in, and how long the tokens live that it gets.

use crate::columns::{Row, stored};
use crate::entity::people::auth_method::{ActiveModel, Column, Entity, Model};
use model::Timestamp;
use model::access::AuthMethod;
use model::id::{AuthMethodId, IdentityId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::time::Duration;
use uuid::Uuid;

use crate::{ReadTx, StoreError, WriteTx};

/// A way an identity signs in; of each kind it has one at most. Lifetimes are kept in whole seconds,
/// and zero is without end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthMethodRow {
    /// Its id.
    pub id: AuthMethodId,
    /// Whose it is.
    pub identity_id: IdentityId,
    /// Which kind it is.
    pub kind: AuthMethod,
    /// The client id that universal auth signs in with.
    pub client_id: Option<Uuid>,
    /// How long a token lives.
    pub access_token_ttl: Duration,
    /// How long a token lives at most, however often it is renewed.
    pub access_token_max_ttl: Duration,
    /// How often a token may be used; zero for without limit.
    pub access_token_uses_limit: u64,
    /// The addresses that a token may be used from, as JSON.
    pub access_token_addresses: String,
    /// What only this kind has, as JSON.
    pub settings: String,
    /// When it was set up.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// An identity's way of a kind.
pub async fn auth_method(
    tx: &ReadTx,
    identity: IdentityId,
    kind: AuthMethod,
) -> Result<Option<AuthMethodRow>, StoreError> {
    let row = Entity::find()
        .filter(Column::IdentityId.eq(identity.as_uuid()))
        .filter(Column::Kind.eq(kind.as_str()))
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// A way by its id.
pub async fn auth_method_by_id(
    tx: &ReadTx,
    id: AuthMethodId,
) -> Result<Option<AuthMethodRow>, StoreError> {
    let row = Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    row.map(parse).transpose()
}

/// The universal auth that a client id names.
pub async fn auth_method_by_client_id(
    tx: &ReadTx,
    client_id: Uuid,
) -> Result<Option<AuthMethodRow>, StoreError> {
    let row = Entity::find()
        .filter(Column::ClientId.eq(client_id))
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// The ways an identity signs in, oldest first.
pub async fn auth_methods(
    tx: &ReadTx,
    identity: IdentityId,
) -> Result<Vec<AuthMethodRow>, StoreError> {
    let rows = Entity::find()
        .filter(Column::IdentityId.eq(identity.as_uuid()))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// Which kinds every identity has, those of one identity oldest first.
pub async fn kinds_of_all(tx: &ReadTx) -> Result<Vec<(IdentityId, AuthMethod)>, StoreError> {
    let rows: Vec<(Uuid, String)> = Entity::find()
        .select_only()
        .columns([Column::IdentityId, Column::Kind])
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(tx.db())
        .await?;
    let kind = |(identity, kind): (Uuid, String)| {
        let at = Row::of("auth_methods", &identity);
        Ok((IdentityId::from_uuid(identity), at.text("kind", &kind)?))
    };
    rows.into_iter().map(kind).collect()
}

/// Adds a way to sign in.
///
/// # Errors
/// [`StoreError::Conflict`] with [`crate::Constraint::AuthMethod`] when the identity has one of the
/// kind.
pub async fn insert_auth_method(tx: &WriteTx, method: &AuthMethodRow) -> Result<(), StoreError> {
    tx.insert(Model {
        id: method.id.as_uuid(),
        identity_id: method.identity_id.as_uuid(),
        kind: method.kind.to_string(),
        client_id: method.client_id,
        access_token_ttl: stored(method.access_token_ttl.as_secs()),
        access_token_max_ttl: stored(method.access_token_max_ttl.as_secs()),
        access_token_uses_limit: stored(method.access_token_uses_limit),
        access_token_addresses: method.access_token_addresses.clone(),
        settings: method.settings.clone(),
        created_at: method.created_at.as_micros(),
        updated_at: method.updated_at.as_micros(),
    })
    .await
}

/// Changes a way to sign in: its lifetimes, addresses and settings. Returns whether there was one.
pub async fn update_auth_method(tx: &WriteTx, method: &AuthMethodRow) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .set(ActiveModel {
            access_token_ttl: Set(stored(method.access_token_ttl.as_secs())),
            access_token_max_ttl: Set(stored(method.access_token_max_ttl.as_secs())),
            access_token_uses_limit: Set(stored(method.access_token_uses_limit)),
            access_token_addresses: Set(method.access_token_addresses.clone()),
            settings: Set(method.settings.clone()),
            updated_at: Set(method.updated_at.as_micros()),
            ..Default::default()
        })
        .filter(Column::Id.eq(method.id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Deletes a way to sign in with the tokens it gave. Returns whether there was one.
pub async fn delete_auth_method(tx: &WriteTx, id: AuthMethodId) -> Result<bool, StoreError> {
    let deleted = Entity::delete_by_id(id.as_uuid()).exec(tx.db()).await?;
    Ok(deleted.rows_affected > 0)
}

pub(super) fn parse(row: Model) -> Result<AuthMethodRow, StoreError> {
    let at = Row::of("auth_methods", &row.id);
    let seconds = |column, number| at.number(column, number).map(Duration::from_secs);
    Ok(AuthMethodRow {
        id: AuthMethodId::from_uuid(row.id),
        identity_id: IdentityId::from_uuid(row.identity_id),
        kind: at.text("kind", &row.kind)?,
        client_id: row.client_id,
        access_token_ttl: seconds("access_token_ttl", row.access_token_ttl)?,
        access_token_max_ttl: seconds("access_token_max_ttl", row.access_token_max_ttl)?,
        access_token_uses_limit: at
            .number("access_token_uses_limit", row.access_token_uses_limit)?,
        access_token_addresses: row.access_token_addresses,
        settings: row.settings,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
