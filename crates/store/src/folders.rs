//! Folders: where in an environment secrets lie.

use crate::columns::Row;
use crate::entity::projects::environment;
use crate::entity::projects::folder::{ActiveModel, Column, Entity, Model};
use model::id::{EnvironmentId, FolderId, ProjectId};
use model::secret::FolderName;
use model::{SecretPath, Slug, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Func, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select, SelectTwo};

use crate::{ReadTx, StoreError, WriteTx};

/// A folder, with the environment and project around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// The environment it belongs to.
    pub environment_id: EnvironmentId,
    /// That environment's short name.
    pub environment: Slug,
    /// The folder around it; none for the root.
    pub parent_id: Option<FolderId>,
    /// Its whole path, which ends in its name.
    pub path: SecretPath,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

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
    /// When it is made.
    pub created_at: Timestamp,
}

/// Adds a folder; [`crate::Constraint::FolderPath`] when the path is taken.
pub async fn insert(tx: &WriteTx, folder: &NewFolder) -> Result<(), StoreError> {
    tx.insert(Model {
        id: folder.id.as_uuid(),
        environment_id: folder.environment_id.as_uuid(),
        parent_id: folder.parent_id.map(FolderId::as_uuid),
        path: folder.path.to_string(),
        created_at: folder.created_at.as_micros(),
        updated_at: folder.created_at.as_micros(),
    })
    .await
}

/// The folder at a path.
pub async fn by_path(
    tx: &ReadTx,
    environment: EnvironmentId,
    path: &SecretPath,
) -> Result<Option<Folder>, StoreError> {
    let found = with_environment(
        Entity::find()
            .filter(Column::EnvironmentId.eq(environment.as_uuid()))
            .filter(Column::Path.eq(path.as_str())),
    )
    .one(tx.db())
    .await?;
    found.map(parse).transpose()
}

/// A folder by id.
pub async fn get(tx: &ReadTx, id: FolderId) -> Result<Option<Folder>, StoreError> {
    let found = with_environment(Entity::find_by_id(id.as_uuid()))
        .one(tx.db())
        .await?;
    found.map(parse).transpose()
}

/// The folders inside a path, by path: its own, or with `recursive` theirs too. The folder at the path
/// itself is not among them.
pub async fn list(
    tx: &ReadTx,
    environment: EnvironmentId,
    under: &SecretPath,
    recursive: bool,
) -> Result<Vec<Folder>, StoreError> {
    let found = with_environment(
        Entity::find()
            .filter(Column::EnvironmentId.eq(environment.as_uuid()))
            .filter(lies_inside(under)),
    )
    .all(tx.db())
    .await?;
    let mut folders: Vec<Folder> = found.into_iter().map(parse).collect::<Result<_, _>>()?;
    if !recursive {
        folders.retain(|folder| {
            folder
                .path
                .split_last()
                .is_some_and(|(parent, _)| parent == *under)
        });
    }
    // Databases differ in how they order text; bytes are the same everywhere.
    folders.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(folders)
}

/// Renames a folder, and with it the path of everything inside. Returns whether there is such a
/// folder; the root has no name and is none.
pub async fn rename(
    tx: &WriteTx,
    id: FolderId,
    name: &FolderName,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let Some(folder) = get(tx, id).await? else {
        return Ok(false);
    };
    let Some((parent, _)) = folder.path.split_last() else {
        return Ok(false);
    };
    let renamed = parent.join(name);
    let inside = list(tx, folder.environment_id, &folder.path, true).await?;
    set_path(tx, id, renamed.to_string(), at).await?;
    for below in inside {
        let rest = below
            .path
            .as_str()
            .strip_prefix(folder.path.as_str())
            .unwrap_or_default();
        set_path(tx, below.id, format!("{renamed}{rest}"), at).await?;
    }
    Ok(true)
}

/// Deletes a folder with everything inside; syncs from it lose their source. Returns whether there
/// was one.
pub async fn delete(tx: &WriteTx, id: FolderId) -> Result<bool, StoreError> {
    let deleted = Entity::delete_by_id(id.as_uuid()).exec(tx.db()).await?;
    Ok(deleted.rows_affected > 0)
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
        created_at: at,
    };
    insert(tx, &folder).await?;
    get(tx, id)
        .await?
        .ok_or_else(|| Row::of("folders", &id).damaged("id"))
}

fn with_environment(folders: Select<Entity>) -> SelectTwo<Entity, environment::Entity> {
    folders.find_also_related(environment::Entity)
}

/// Whether a row's path begins with a path and a slash. `LIKE` would ignore case on SQLite.
pub(crate) fn lies_inside(path: &SecretPath) -> SimpleExpr {
    let prefix = if path.is_root() {
        "/".to_owned()
    } else {
        format!("{path}/")
    };
    // Paths are ASCII, so characters and bytes count the same.
    let start = Func::cust("substr").args([
        Expr::col((Entity, Column::Path)),
        Expr::value(1),
        Expr::value(i32::try_from(prefix.len()).unwrap_or(i32::MAX)),
    ]);
    Expr::expr(start)
        .eq(prefix)
        .and(Expr::col((Entity, Column::Path)).ne(path.as_str()))
}

async fn set_path(
    tx: &WriteTx,
    id: FolderId,
    path: String,
    at: Timestamp,
) -> Result<(), StoreError> {
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

fn parse((row, environment): (Model, Option<environment::Model>)) -> Result<Folder, StoreError> {
    let at = Row::of("folders", &row.id);
    let environment = environment.ok_or_else(|| at.damaged("environment_id"))?;
    Ok(Folder {
        id: FolderId::from_uuid(row.id),
        project_id: ProjectId::from_uuid(environment.project_id),
        environment_id: EnvironmentId::from_uuid(row.environment_id),
        environment: Row::of("environments", &environment.id).text("slug", &environment.slug)?,
        parent_id: row.parent_id.map(FolderId::from_uuid),
        path: at.text("path", &row.path)?,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
