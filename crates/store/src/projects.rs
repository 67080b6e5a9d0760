//! Projects.

use crate::columns::{Row, set_if};
use crate::entity::projects::{membership, project};
use crate::entity::syncs::sync_ledger;
use model::id::{IdentityId, ProjectId, UserId};
use model::{Slug, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::{ReadTx, StoreError, WriteTx};

/// A project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its name, as people write it.
    pub name: String,
    /// Its short name, unique in the organization.
    pub slug: Slug,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it refuses to be deleted.
    pub delete_protection: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What to change of a project; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct ProjectChanges {
    /// A new name.
    pub name: Option<String>,
    /// A new short name.
    pub slug: Option<Slug>,
    /// A new description, or none any more.
    pub description: Option<Option<String>>,
    /// Whether it refuses to be deleted.
    pub delete_protection: Option<bool>,
}

/// Adds a project; [`crate::Constraint::ProjectSlug`] when the short name is taken.
pub async fn insert(tx: &WriteTx, project: &Project) -> Result<(), StoreError> {
    tx.insert(project::Model {
        id: project.id.as_uuid(),
        name: project.name.clone(),
        slug: project.slug.to_string(),
        description: project.description.clone(),
        delete_protection: project.delete_protection,
        created_at: project.created_at.as_micros(),
        updated_at: project.updated_at.as_micros(),
    })
    .await
}

/// A project by id.
pub async fn get(tx: &ReadTx, id: ProjectId) -> Result<Option<Project>, StoreError> {
    let row = project::Entity::find_by_id(id.as_uuid())
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// A project by short name.
pub async fn by_slug(tx: &ReadTx, slug: &Slug) -> Result<Option<Project>, StoreError> {
    let row = project::Entity::find()
        .filter(project::Column::Slug.eq(slug.as_str()))
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// Every project, oldest first.
pub async fn list(tx: &ReadTx) -> Result<Vec<Project>, StoreError> {
    let rows = project::Entity::find()
        .order_by_asc(project::Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// The projects a person is a member of, oldest first.
pub async fn list_of_user(tx: &ReadTx, user: UserId) -> Result<Vec<Project>, StoreError> {
    list_where(tx, membership::Column::UserId.eq(user.as_uuid())).await
}

/// The projects an identity is a member of, oldest first.
pub async fn list_of_identity(
    tx: &ReadTx,
    identity: IdentityId,
) -> Result<Vec<Project>, StoreError> {
    list_where(tx, membership::Column::IdentityId.eq(identity.as_uuid())).await
}

/// Changes a project. Returns whether there is such a project.
///
/// # Errors
/// [`StoreError::Conflict`] with [`crate::Constraint::ProjectSlug`] when the short name is taken.
pub async fn update(
    tx: &WriteTx,
    id: ProjectId,
    changes: &ProjectChanges,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let updated = project::Entity::update_many()
        .set(project::ActiveModel {
            name: set_if(changes.name.clone()),
            slug: set_if(changes.slug.as_ref().map(Slug::to_string)),
            description: set_if(changes.description.clone()),
            delete_protection: set_if(changes.delete_protection),
            updated_at: Set(at.as_micros()),
            ..Default::default()
        })
        .filter(project::Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Deletes a project with everything in it, its ledgers included: nobody owns what its syncs wrote
/// any more. Returns whether there was one.
pub async fn delete(tx: &WriteTx, id: ProjectId) -> Result<bool, StoreError> {
    sync_ledger::Entity::delete_many()
        .filter(sync_ledger::Column::ProjectId.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    let deleted = project::Entity::delete_by_id(id.as_uuid())
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected > 0)
}

/// The projects of the memberships that meet a condition.
async fn list_where(tx: &ReadTx, condition: SimpleExpr) -> Result<Vec<Project>, StoreError> {
    let of = membership::Entity::find()
        .select_only()
        .column(membership::Column::ProjectId)
        .filter(condition)
        .into_query();
    let rows = project::Entity::find()
        .filter(project::Column::Id.in_subquery(of))
        .order_by_asc(project::Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

fn parse(row: project::Model) -> Result<Project, StoreError> {
    let at = Row::of("projects", &row.id);
    Ok(Project {
        id: ProjectId::from_uuid(row.id),
        slug: at.text("slug", &row.slug)?,
        name: row.name,
        description: row.description,
        delete_protection: row.delete_protection,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
