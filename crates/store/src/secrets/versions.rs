//! The versions of a secret. They are only ever added.

use crate::columns::Row;
use crate::entity::projects::secret_version::{Column, Entity, Model};
use model::id::SecretId;
use model::{SecretKey, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{ReadTx, StoreError};

/// One version of a secret.
#[derive(Clone)]
pub struct SecretVersion {
    /// The secret.
    pub secret_id: SecretId,
    /// The number of the version, from 1 up.
    pub version: i64,
    /// What the secret was called.
    pub key: SecretKey,
    /// The value, sealed for this version.
    pub value: Vec<u8>,
    /// Whether `${…}` in the value is text rather than a reference.
    pub literal: bool,
    /// The content type the value had at a destination.
    pub content_type: Option<String>,
    /// The version whose value it took up again.
    pub restored_from: Option<i64>,
    /// Who made it.
    pub actor: String,
    /// When.
    pub created_at: Timestamp,
}

/// The versions of a secret, newest first: so many of them, after so many.
pub async fn versions(
    tx: &ReadTx,
    secret: SecretId,
    offset: u64,
    limit: u64,
) -> Result<Vec<SecretVersion>, StoreError> {
    let rows = Entity::find()
        .filter(Column::SecretId.eq(secret.as_uuid()))
        .order_by_desc(Column::Version)
        .offset(offset)
        .limit(limit)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
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
    row.map(parse).transpose()
}

fn parse(row: Model) -> Result<SecretVersion, StoreError> {
    let at = Row::of("secret_versions", &row.secret_id);
    Ok(SecretVersion {
        secret_id: SecretId::from_uuid(row.secret_id),
        version: row.version,
        key: at.text("key", &row.key)?,
        value: row.value,
        literal: row.literal,
        content_type: row.content_type,
        restored_from: row.restored_from,
        actor: row.actor,
        created_at: Timestamp::from_micros(row.created_at),
    })
}
