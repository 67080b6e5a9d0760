//! Machine identities, and how they sign in: universal-auth client secrets and access tokens.

mod client_secrets;
mod tokens;
mod universal_auth;

pub use client_secrets::{
    ClientSecret, client_secrets, count_use, insert_client_secret, revoke_client_secret,
};
pub use tokens::{AccessTokenRow, extend_token, insert_token, revoke_token, token_by_hash};
pub use universal_auth::{
    UniversalAuth, put_universal_auth, universal_auth, universal_auth_by_client_id,
};

use crate::columns::Row;
use crate::entity::people::identity;
use model::Timestamp;
use model::access::OrgRole;
use model::id::IdentityId;
use sea_orm::{EntityTrait, QueryOrder};

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
    /// When it was added.
    pub created_at: Timestamp,
}

/// Adds an identity.
pub async fn insert(tx: &WriteTx, identity: &Identity) -> Result<(), StoreError> {
    tx.insert(identity::Model {
        id: identity.id.as_uuid(),
        name: identity.name.clone(),
        org_role: identity.org_role.to_string(),
        created_at: identity.created_at.as_micros(),
    })
    .await
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

/// Deletes an identity with its client secrets, tokens and memberships. Returns whether there was
/// one.
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
        created_at: Timestamp::from_micros(row.created_at),
    })
}
