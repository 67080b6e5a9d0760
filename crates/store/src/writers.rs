//! Who wrote a sync, or the value of a secret that refers to others: whose access it lives by.
//!
//! What was written before this was kept has no writer. A writer may be gone since.

use crate::columns::Row;
use crate::entity::projects::{reference_writer, secret};
use crate::entity::syncs::sync_writer;
use crate::memberships::{self, Principal};
use model::id::{FolderId, SecretId, SyncId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use std::collections::BTreeMap;

use crate::{ReadTx, StoreError, WriteTx};

/// Somebody who wrote something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// Who.
    pub principal: Principal,
    /// What they were called then.
    pub name: String,
}

/// Who wrote a sync.
pub async fn of_sync(tx: &ReadTx, sync: SyncId) -> Result<Option<Writer>, StoreError> {
    let row = sync_writer::Entity::find_by_id(sync.as_uuid())
        .one(tx.db())
        .await?;
    row.map(|row| {
        let at = Row::of("sync_writers", &row.sync_id);
        let principal = memberships::principal(&at, row.user_id, row.identity_id)?;
        let name = row.name;
        Ok(Writer { principal, name })
    })
    .transpose()
}

/// Remembers who wrote a sync, in place of who did before.
pub async fn set_of_sync(tx: &WriteTx, sync: SyncId, writer: &Writer) -> Result<(), StoreError> {
    use sync_writer::Column;
    let (user_id, identity_id) = memberships::columns(writer.principal);
    let row = sync_writer::Model {
        sync_id: sync.as_uuid(),
        user_id,
        identity_id,
        name: writer.name.clone(),
    };
    let replace = OnConflict::column(Column::SyncId)
        .update_columns([Column::UserId, Column::IdentityId, Column::Name])
        .to_owned();
    tx.upsert_all(vec![row], &replace).await
}

/// Who wrote the references in a folder's secrets, by secret.
pub async fn of_references(
    tx: &ReadTx,
    folder: FolderId,
) -> Result<BTreeMap<SecretId, Writer>, StoreError> {
    let in_folder = secret::Entity::find()
        .select_only()
        .column(secret::Column::Id)
        .filter(secret::Column::FolderId.eq(folder.as_uuid()))
        .into_query();
    let rows = reference_writer::Entity::find()
        .filter(reference_writer::Column::SecretId.in_subquery(in_folder))
        .all(tx.db())
        .await?;
    let parse = |row: reference_writer::Model| {
        let at = Row::of("reference_writers", &row.secret_id);
        let principal = memberships::principal(&at, row.user_id, row.identity_id)?;
        let name = row.name;
        Ok((
            SecretId::from_uuid(row.secret_id),
            Writer { principal, name },
        ))
    };
    rows.into_iter().map(parse).collect()
}

/// Remembers who wrote the references in a secret's value, in place of who did before; none when it
/// has no references any more.
pub async fn set_of_references(
    tx: &WriteTx,
    secret: SecretId,
    writer: Option<&Writer>,
) -> Result<(), StoreError> {
    reference_writer::Entity::delete_by_id(secret.as_uuid())
        .exec(tx.db())
        .await?;
    let Some(writer) = writer else {
        return Ok(());
    };
    let (user_id, identity_id) = memberships::columns(writer.principal);
    tx.insert(reference_writer::Model {
        secret_id: secret.as_uuid(),
        user_id,
        identity_id,
        name: writer.name.clone(),
    })
    .await
}
