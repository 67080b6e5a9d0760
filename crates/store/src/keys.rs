//! Data keys, wrapped by the root key.

use crate::entity::projects::data_key;
use model::Timestamp;
use model::id::{DataKeyId, ProjectId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{ReadTx, StoreError, WriteTx};

/// A wrapped data key.
#[derive(Clone)]
pub struct DataKey {
    /// Its id.
    pub id: DataKeyId,
    /// The project whose values it seals; none for the organization's.
    pub project_id: Option<ProjectId>,
    /// The key, wrapped by the root key.
    pub wrapped: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Adds a data key.
pub async fn insert(tx: &WriteTx, key: &DataKey) -> Result<(), StoreError> {
    tx.insert(data_key::Model {
        id: key.id.as_uuid(),
        project_id: key.project_id.map(ProjectId::as_uuid),
        wrapped: key.wrapped.clone(),
        created_at: key.created_at.as_micros(),
    })
    .await
}

/// The organization's data keys, oldest first.
pub async fn of_organization(tx: &ReadTx) -> Result<Vec<DataKey>, StoreError> {
    let rows = data_key::Entity::find()
        .filter(data_key::Column::ProjectId.is_null())
        .order_by_asc(data_key::Column::Id)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(key).collect())
}

/// A project's data keys, oldest first.
pub async fn of_project(tx: &ReadTx, project: ProjectId) -> Result<Vec<DataKey>, StoreError> {
    let rows = data_key::Entity::find()
        .filter(data_key::Column::ProjectId.eq(project.as_uuid()))
        .order_by_asc(data_key::Column::Id)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(key).collect())
}

/// Every data key, oldest first: what a new root key has to wrap again.
pub async fn all(tx: &ReadTx) -> Result<Vec<DataKey>, StoreError> {
    let rows = data_key::Entity::find()
        .order_by_asc(data_key::Column::Id)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(key).collect())
}

/// Replaces the wrapping of a data key. Returns whether there is such a key.
pub async fn rewrap(tx: &WriteTx, id: DataKeyId, wrapped: &[u8]) -> Result<bool, StoreError> {
    let updated = data_key::Entity::update_many()
        .set(data_key::ActiveModel {
            wrapped: Set(wrapped.to_owned()),
            ..Default::default()
        })
        .filter(data_key::Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

fn key(row: data_key::Model) -> DataKey {
    DataKey {
        id: DataKeyId::from_uuid(row.id),
        project_id: row.project_id.map(ProjectId::from_uuid),
        wrapped: row.wrapped,
        created_at: Timestamp::from_micros(row.created_at),
    }
}
