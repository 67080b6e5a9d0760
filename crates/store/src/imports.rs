//! Imports: which folders have the secrets of which others, and in which order.

use crate::entity::projects::secret_import::{ActiveModel, Column, Entity, Model};
use crate::entity::projects::{environment, folder};
use model::Timestamp;
use model::id::{FolderId, ProjectId, SecretImportId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::{ReadTx, StoreError, WriteTx};

/// A folder that another one imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its id.
    pub id: SecretImportId,
    /// The folder that imports.
    pub folder_id: FolderId,
    /// The folder that is imported.
    pub target_folder_id: FolderId,
    /// Its place among the folder's imports, from 1 up. Later ones win over earlier ones.
    pub position: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Adds an import; [`crate::Constraint::Import`] when the folder imports the other already.
pub async fn insert(tx: &WriteTx, import: &Import) -> Result<(), StoreError> {
    tx.insert(Model {
        id: import.id.as_uuid(),
        folder_id: import.folder_id.as_uuid(),
        target_folder_id: import.target_folder_id.as_uuid(),
        position: import.position,
        created_at: import.created_at.as_micros(),
        updated_at: import.updated_at.as_micros(),
    })
    .await
}

/// An import by id.
pub async fn get(tx: &ReadTx, id: SecretImportId) -> Result<Option<Import>, StoreError> {
    let row = Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    Ok(row.as_ref().map(parse))
}

/// A folder's imports, in their order.
pub async fn list(tx: &ReadTx, folder: FolderId) -> Result<Vec<Import>, StoreError> {
    let rows = Entity::find()
        .filter(Column::FolderId.eq(folder.as_uuid()))
        .order_by_asc(Column::Position)
        .all(tx.db())
        .await?;
    Ok(rows.iter().map(parse).collect())
}

/// Every import of a project's folders, each folder's in their order.
pub async fn of_project(tx: &ReadTx, project: ProjectId) -> Result<Vec<Import>, StoreError> {
    let environments = environment::Entity::find()
        .select_only()
        .column(environment::Column::Id)
        .filter(environment::Column::ProjectId.eq(project.as_uuid()))
        .into_query();
    let folders = folder::Entity::find()
        .select_only()
        .column(folder::Column::Id)
        .filter(folder::Column::EnvironmentId.in_subquery(environments))
        .into_query();
    let rows = Entity::find()
        .filter(Column::FolderId.in_subquery(folders))
        .order_by_asc(Column::Position)
        .all(tx.db())
        .await?;
    Ok(rows.iter().map(parse).collect())
}

/// Points an import at another folder and gives it another place. Returns whether there is one.
/// [`crate::Constraint::Import`] when the folder imports the other already.
pub async fn update(
    tx: &WriteTx,
    id: SecretImportId,
    target: FolderId,
    position: i64,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .set(ActiveModel {
            target_folder_id: Set(target.as_uuid()),
            position: Set(position),
            updated_at: Set(at.as_micros()),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Deletes an import. Returns whether there was one.
pub async fn delete(tx: &WriteTx, id: SecretImportId) -> Result<bool, StoreError> {
    let deleted = Entity::delete_by_id(id.as_uuid()).exec(tx.db()).await?;
    Ok(deleted.rows_affected > 0)
}

fn parse(row: &Model) -> Import {
    Import {
        id: SecretImportId::from_uuid(row.id),
        folder_id: FolderId::from_uuid(row.folder_id),
        target_folder_id: FolderId::from_uuid(row.target_folder_id),
        position: row.position,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    }
}
