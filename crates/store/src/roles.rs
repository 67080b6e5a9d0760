//! Custom roles of projects.

use crate::columns::{Row, set_if};
use crate::entity::projects::role::{ActiveModel, Column, Entity, Model};
use model::id::{ProjectId, RoleId};
use model::{Slug, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{ReadTx, StoreError, WriteTx};

/// A custom role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// Its short name, unique in the project.
    pub slug: Slug,
    /// Its name, as people write it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its rules, as the JSON that was sent.
    pub permissions: String,
    /// The number of this version, from 1 up.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What to change of a role; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct RoleChanges {
    /// A new short name.
    pub slug: Option<Slug>,
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// New rules, as JSON.
    pub permissions: Option<String>,
}

/// Adds a role; [`crate::Constraint::RoleSlug`] when the project has that short name.
pub async fn insert(tx: &WriteTx, role: &Role) -> Result<(), StoreError> {
    tx.insert(Model {
        id: role.id.as_uuid(),
        project_id: role.project_id.as_uuid(),
        slug: role.slug.to_string(),
        name: role.name.clone(),
        description: role.description.clone(),
        permissions: role.permissions.clone(),
        version: role.version,
        created_at: role.created_at.as_micros(),
        updated_at: role.updated_at.as_micros(),
    })
    .await
}

/// A role by id.
pub async fn get(tx: &ReadTx, id: RoleId) -> Result<Option<Role>, StoreError> {
    let row = Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    row.map(parse).transpose()
}

/// A role by short name.
pub async fn by_slug(
    tx: &ReadTx,
    project: ProjectId,
    slug: &Slug,
) -> Result<Option<Role>, StoreError> {
    let row = Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .filter(Column::Slug.eq(slug.as_str()))
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// A project's roles, oldest first.
pub async fn list(tx: &ReadTx, project: ProjectId) -> Result<Vec<Role>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// Changes a role and counts its version up. Returns whether there is such a role.
pub async fn update(
    tx: &WriteTx,
    id: RoleId,
    changes: &RoleChanges,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = Entity::update_many()
        .set(ActiveModel {
            slug: set_if(changes.slug.as_ref().map(Slug::to_string)),
            name: set_if(changes.name.clone()),
            description: set_if(changes.description.clone()),
            permissions: set_if(changes.permissions.clone()),
            updated_at: Set(at.as_micros()),
            ..Default::default()
        })
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Deletes a role that nobody holds. Returns whether there was one.
///
/// # Errors
/// [`StoreError::StillUsed`] when somebody holds it, at the latest when the transaction is committed.
pub async fn delete(tx: &WriteTx, id: RoleId) -> Result<bool, StoreError> {
    let deleted = Entity::delete_by_id(id.as_uuid()).exec(tx.db()).await?;
    Ok(deleted.rows_affected > 0)
}

pub(crate) fn parse(row: Model) -> Result<Role, StoreError> {
    let at = Row::of("roles", &row.id);
    Ok(Role {
        id: RoleId::from_uuid(row.id),
        project_id: ProjectId::from_uuid(row.project_id),
        slug: at.text("slug", &row.slug)?,
        name: row.name,
        description: row.description,
        permissions: row.permissions,
        version: row.version,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
