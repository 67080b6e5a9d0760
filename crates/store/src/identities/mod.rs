//! Machine identities, the ways they sign in, their client secrets and access tokens.

mod auth_methods;
mod client_secrets;
mod tokens;

pub use auth_methods::{
    AuthMethodRow, auth_method, auth_method_by_client_id, auth_method_by_id, auth_methods,
    delete_auth_method, insert_auth_method, kinds_of_all, update_auth_method,
};
pub use client_secrets::{
    ClientSecret, client_secret, client_secrets, count_use, delete_client_secrets,
    insert_client_secret, revoke_client_secret,
};
pub use tokens::{
    AccessTokenRow, Renewal, Revoked, count_token_use, delete_expired, extend_token, insert_token,
    note_token_use, rename_token, revoke_token, revoke_tokens, token, token_by_hash, tokens,
};

use crate::columns::Row;
use crate::entity::people::identity;
use model::Timestamp;
use model::access::OrgRole;
use model::id::IdentityId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{ReadTx, StoreError, WriteTx};

/// A machine identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its id.
    pub id: IdentityId,
    /// Its name.
    pub name: String,
    /// Its role in the organization.
    pub org_role: OrgRole,
    /// Whether it cannot be deleted.
    pub delete_protection: bool,
    /// Keys and values that people keep with it, as JSON.
    pub metadata: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Adds an identity.
pub async fn insert(tx: &WriteTx, identity: &Identity) -> Result<(), StoreError> {
    tx.insert(identity::Model {
        id: identity.id.as_uuid(),
        name: identity.name.clone(),
        org_role: identity.org_role.to_string(),
        created_at: identity.created_at.as_micros(),
        delete_protection: identity.delete_protection,
        metadata: identity.metadata.clone(),
        updated_at: identity.updated_at.as_micros(),
    })
    .await
}

/// Changes an identity: all of it but its id and when it was added. Returns whether there was one.
pub async fn update(tx: &WriteTx, identity: &Identity) -> Result<bool, StoreError> {
    let updated = identity::Entity::update_many()
        .set(identity::ActiveModel {
            name: Set(identity.name.clone()),
            org_role: Set(identity.org_role.to_string()),
            delete_protection: Set(identity.delete_protection),
            metadata: Set(identity.metadata.clone()),
            updated_at: Set(identity.updated_at.as_micros()),
            ..Default::default()
        })
        .filter(identity::Column::Id.eq(identity.id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// An identity by id.
pub async fn get(tx: &ReadTx, id: IdentityId) -> Result<Option<Identity>, StoreError> {
    let row = identity::Entity::find_by_id(id.as_uuid())
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// Every identity, oldest first.
pub async fn list(tx: &ReadTx) -> Result<Vec<Identity>, StoreError> {
    let rows = identity::Entity::find()
        .order_by_asc(identity::Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// Deletes an identity with the ways it signs in, its client secrets, tokens and memberships. Returns
/// whether there was one.
pub async fn delete(tx: &WriteTx, id: IdentityId) -> Result<bool, StoreError> {
    let deleted = identity::Entity::delete_by_id(id.as_uuid())
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected > 0)
}

fn parse(row: identity::Model) -> Result<Identity, StoreError> {
    let at = Row::of("identities", &row.id);
    Ok(Identity {
        id: IdentityId::from_uuid(row.id),
        org_role: at.text("org_role", &row.org_role)?,
        name: row.name,
        delete_protection: row.delete_protection,
        metadata: row.metadata,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
