//! A project's environments.

use crate::columns::{Row, set_if};
use crate::entity::projects::environment::{ActiveModel, Column, Entity, Model};
use crate::entity::projects::folder;
use crate::entity::syncs::secret_sync;
use model::id::{EnvironmentId, ProjectId};
use model::{Slug, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::transaction::ROWS_PER_STATEMENT;
use crate::{ReadTx, StoreError, WriteTx};

/// An environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Its id.
    pub id: EnvironmentId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// Its name, as people write it.
    pub name: String,
    /// Its short name, unique in the project.
    pub slug: Slug,
    /// Its place among the others, from 1 up.
    pub position: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What to change of an environment; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct EnvironmentChanges {
    /// A new name.
    pub name: Option<String>,
    /// A new short name.
    pub slug: Option<Slug>,
    /// A new place among the others.
    pub position: Option<i64>,
}

/// Adds an environment; [`crate::Constraint::EnvironmentSlug`] when the short name is taken.
pub async fn insert(tx: &WriteTx, environment: &Environment) -> Result<(), StoreError> {
    tx.insert(Model {
        id: environment.id.as_uuid(),
        project_id: environment.project_id.as_uuid(),
        name: environment.name.clone(),
        slug: environment.slug.to_string(),
        position: environment.position,
        created_at: environment.created_at.as_micros(),
        updated_at: environment.updated_at.as_micros(),
    })
    .await
}

/// A project's environments, in their order.
pub async fn list(tx: &ReadTx, project: ProjectId) -> Result<Vec<Environment>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// The environments of several projects, in their order.
pub async fn list_of(tx: &ReadTx, projects: &[ProjectId]) -> Result<Vec<Environment>, StoreError> {
    let mut found = Vec::new();
    for some in projects.chunks(ROWS_PER_STATEMENT) {
        let rows = Entity::find()
            .filter(Column::ProjectId.is_in(some.iter().map(|project| project.as_uuid())))
            .order_by_asc(Column::Position)
            .order_by_asc(Column::Id)
            .all(tx.db())
            .await?;
        found.extend(rows);
    }
    found.into_iter().map(parse).collect()
}

/// An environment by short name.
pub async fn by_slug(
    tx: &ReadTx,
    project: ProjectId,
    slug: &Slug,
) -> Result<Option<Environment>, StoreError> {
    let row = Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .filter(Column::Slug.eq(slug.as_str()))
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// An environment by id.
pub async fn get(tx: &ReadTx, id: EnvironmentId) -> Result<Option<Environment>, StoreError> {
    let row = Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    row.map(parse).transpose()
}

/// Changes an environment; syncs from it follow a new short name. Returns whether there is such an
/// environment.
///
/// # Errors
/// [`StoreError::Conflict`] with [`crate::Constraint::EnvironmentSlug`] when the short name is taken.
pub async fn update(
    tx: &WriteTx,
    id: EnvironmentId,
    changes: &EnvironmentChanges,
    at: Timestamp,
) -> Result<bool, StoreError> {
    if let Some(slug) = &changes.slug {
        let folders = folder::Entity::find()
            .select_only()
            .column(folder::Column::Id)
            .filter(folder::Column::EnvironmentId.eq(id.as_uuid()))
            .into_query();
        secret_sync::Entity::update_many()
            .set(secret_sync::ActiveModel {
                source_environment: Set(slug.to_string()),
                ..Default::default()
            })
            .filter(secret_sync::Column::FolderId.in_subquery(folders))
            .exec(tx.db())
            .await?;
    }
    let updated = Entity::update_many()
        .set(ActiveModel {
            name: set_if(changes.name.clone()),
            slug: set_if(changes.slug.as_ref().map(Slug::to_string)),
            position: set_if(changes.position),
            updated_at: Set(at.as_micros()),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Deletes an environment with its folders and secrets; syncs from it lose their source. Returns
/// whether there was one.
pub async fn delete(tx: &WriteTx, id: EnvironmentId) -> Result<bool, StoreError> {
    let deleted = Entity::delete_by_id(id.as_uuid()).exec(tx.db()).await?;
    Ok(deleted.rows_affected > 0)
}

fn parse(row: Model) -> Result<Environment, StoreError> {
    let at = Row::of("environments", &row.id);
    Ok(Environment {
        id: EnvironmentId::from_uuid(row.id),
        project_id: ProjectId::from_uuid(row.project_id),
        slug: at.text("slug", &row.slug)?,
        name: row.name,
        position: row.position,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
