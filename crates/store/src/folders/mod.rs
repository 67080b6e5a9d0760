//! Folders: where in an environment secrets lie.

mod changes;

pub use changes::{FolderChanges, NewFolder, delete, ensure, insert, update};

use crate::columns::Row;
use crate::entity::projects::folder::{Column, Entity, Model};
use crate::entity::projects::{environment, secret};
use model::id::{EnvironmentId, FolderId, ProjectId};
use model::{SecretPath, Slug, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, Func, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select, SelectTwo};
use uuid::Uuid;

use crate::transaction::ROWS_PER_STATEMENT;
use crate::{ReadTx, StoreError};

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
    /// That environment's name, as people write it.
    pub environment_name: String,
    /// The folder around it; none for the root.
    pub parent_id: Option<FolderId>,
    /// Its whole path, which ends in its name.
    pub path: SecretPath,
    /// What it is for.
    pub description: Option<String>,
    /// Counts up with each change of its name or description, from 1.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
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

/// Every folder of an environment, its root included, by path.
pub async fn list_all(tx: &ReadTx, environment: EnvironmentId) -> Result<Vec<Folder>, StoreError> {
    let mut folders = list(tx, environment, &SecretPath::root(), true).await?;
    if let Some(root) = by_path(tx, environment, &SecretPath::root()).await? {
        folders.insert(0, root);
    }
    Ok(folders)
}

/// Which of these folders hold secrets.
pub async fn holding_secrets(
    tx: &ReadTx,
    folders: &[FolderId],
) -> Result<Vec<FolderId>, StoreError> {
    let mut holding = Vec::new();
    for some in folders.chunks(ROWS_PER_STATEMENT) {
        let found: Vec<Uuid> = secret::Entity::find()
            .select_only()
            .column(secret::Column::FolderId)
            .distinct()
            .filter(secret::Column::FolderId.is_in(some.iter().map(|folder| folder.as_uuid())))
            .into_tuple()
            .all(tx.db())
            .await?;
        holding.extend(found.into_iter().map(FolderId::from_uuid));
    }
    Ok(holding)
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

fn parse((row, environment): (Model, Option<environment::Model>)) -> Result<Folder, StoreError> {
    let at = Row::of("folders", &row.id);
    let environment = environment.ok_or_else(|| at.damaged("environment_id"))?;
    Ok(Folder {
        id: FolderId::from_uuid(row.id),
        project_id: ProjectId::from_uuid(environment.project_id),
        environment_id: EnvironmentId::from_uuid(row.environment_id),
        environment: Row::of("environments", &environment.id).text("slug", &environment.slug)?,
        environment_name: environment.name,
        parent_id: row.parent_id.map(FolderId::from_uuid),
        path: at.text("path", &row.path)?,
        description: row.description,
        version: row.version,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
