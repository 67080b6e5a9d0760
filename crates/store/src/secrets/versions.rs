//! The versions of a secret. They are only ever added.

use crate::entity::projects::secret_version::{Column, Entity, Model};
use model::Timestamp;
use model::id::SecretId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{ReadTx, StoreError};

/// One version of a secret.
#[derive(Clone)]
pub struct SecretVersion {
    /// The secret.
    pub secret_id: SecretId,
    /// The number of the version, from 1 up.
    pub version: i64,
    /// The value, sealed for this version.
    pub value: Vec<u8>,
    /// Who made it.
    pub actor: String,
    /// When.
    pub created_at: Timestamp,
}

/// Every version of a secret, newest first.
pub async fn versions(tx: &ReadTx, secret: SecretId) -> Result<Vec<SecretVersion>, StoreError> {
    let rows = Entity::find()
        .filter(Column::SecretId.eq(secret.as_uuid()))
        .order_by_desc(Column::Version)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(parse).collect())
}

/// One version of a secret.
pub async fn version(
    tx: &ReadTx,
    secret: SecretId,
    version: i64,
) -> Result<Option<SecretVersion>, StoreError> {
    let row = Entity::find_by_id((secret.as_uuid(), version))
        .one(tx.db())
        .await?;
    Ok(row.map(parse))
}

fn parse(row: Model) -> SecretVersion {
    SecretVersion {
        secret_id: SecretId::from_uuid(row.secret_id),
        version: row.version,
        value: row.value,
        actor: row.actor,
        created_at: Timestamp::from_micros(row.created_at),
    }
}
