//! What changes folders.

use model::id::{EnvironmentId, FolderId};
use model::secret::FolderName;
use model::{SecretPath, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Folder, by_path, get, list};
use crate::columns::{Row, set_if};
use crate::entity::projects::folder::{ActiveModel, Column, Entity, Model};
use crate::entity::syncs::secret_sync;
use crate::{StoreError, WriteTx};

/// A folder to add.
#[derive(Debug, Clone)]
pub struct NewFolder {
    /// Its id.
    pub id: FolderId,
    /// The environment it belongs to.
    pub environment_id: EnvironmentId,
    /// The folder around it; none for the root.
    pub parent_id: Option<FolderId>,
    /// Its whole path.
    pub path: SecretPath,
    /// What it is for.
    pub description: Option<String>,
    /// When it is made.
    pub created_at: Timestamp,
}

/// What to change of a folder; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct FolderChanges {
    /// A new name.
    pub name: Option<FolderName>,
    /// A new description, or none any more.
    pub description: Option<Option<String>>,
}

/// Adds a folder; [`crate::Constraint::FolderPath`] when the path is taken.
pub async fn insert(tx: &WriteTx, folder: &NewFolder) -> Result<(), StoreError> {
    tx.insert(Model {
        id: folder.id.as_uuid(),
        environment_id: folder.environment_id.as_uuid(),
        parent_id: folder.parent_id.map(FolderId::as_uuid),
        path: folder.path.to_string(),
        description: folder.description.clone(),
        version: 1,
        created_at: folder.created_at.as_micros(),
        updated_at: folder.created_at.as_micros(),
    })
    .await
}

/// The folder at a path, which is made, with those around it, where it is missing.
pub async fn ensure(
    tx: &WriteTx,
    environment: EnvironmentId,
    path: &SecretPath,
    at: Timestamp,
    mut new_id: impl FnMut() -> FolderId + Send,
) -> Result<Folder, StoreError> {
    let mut here = SecretPath::root();
    let mut folder = ensure_one(tx, environment, None, &here, at, &mut new_id).await?;
    for name in path.folders() {
        here = here.join(&name);
        folder = ensure_one(tx, environment, Some(folder.id), &here, at, &mut new_id).await?;
    }
    Ok(folder)
}

async fn ensure_one(
    tx: &WriteTx,
    environment: EnvironmentId,
    parent_id: Option<FolderId>,
    path: &SecretPath,
    at: Timestamp,
    new_id: &mut (impl FnMut() -> FolderId + Send),
) -> Result<Folder, StoreError> {
    if let Some(folder) = by_path(tx, environment, path).await? {
        return Ok(folder);
    }
    let id = new_id();
    let folder = NewFolder {
        id,
        environment_id: environment,
        parent_id,
        path: path.clone(),
        description: None,
        created_at: at,
    };
    insert(tx, &folder).await?;
    get(tx, id)
        .await?
        .ok_or_else(|| Row::of("folders", &id).damaged("id"))
}

/// Changes a folder. A new name is a new path for everything inside too, which syncs of it follow.
/// Returns whether there is such a folder; the root has no name to change.
///
/// # Errors
/// [`StoreError::Conflict`] with [`crate::Constraint::FolderPath`] when the new path is taken.
pub async fn update(
    tx: &WriteTx,
    id: FolderId,
    changes: &FolderChanges,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let Some(folder) = get(tx, id).await? else {
        return Ok(false);
    };
    if let Some(name) = &changes.name {
        let Some((parent, _)) = folder.path.split_last() else {
            return Ok(false);
        };
        move_to(tx, &folder, &parent.join(name), at).await?;
    }
    Entity::update_many()
        .set(ActiveModel {
            description: set_if(changes.description.clone()),
            updated_at: Set(at.as_micros()),
            ..Default::default()
        })
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(true)
}

async fn move_to(
    tx: &WriteTx,
    folder: &Folder,
    path: &SecretPath,
    at: Timestamp,
) -> Result<(), StoreError> {
    let inside = list(tx, folder.environment_id, &folder.path, true).await?;
    set_path(tx, folder.id, path.to_string(), at).await?;
    for below in inside {
        let rest = below
            .path
            .as_str()
            .strip_prefix(folder.path.as_str())
            .unwrap_or_default();
        set_path(tx, below.id, format!("{path}{rest}"), at).await?;
    }
    Ok(())
}

/// Moves a folder, and what its syncs remember of where their secrets come from.
async fn set_path(
    tx: &WriteTx,
    id: FolderId,
    path: String,
    at: Timestamp,
) -> Result<(), StoreError> {
    secret_sync::Entity::update_many()
        .set(secret_sync::ActiveModel {
            source_path: Set(path.clone()),
            ..Default::default()
        })
        .filter(secret_sync::Column::FolderId.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Entity::update_many()
        .set(ActiveModel {
            path: Set(path),
            updated_at: Set(at.as_micros()),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Deletes a folder with everything inside; syncs from it lose their source. Returns whether there
/// was one.
pub async fn delete(tx: &WriteTx, id: FolderId) -> Result<bool, StoreError> {
    let deleted = Entity::delete_by_id(id.as_uuid()).exec(tx.db()).await?;
    Ok(deleted.rows_affected > 0)
}
