//! Who is in a project, and with which roles.

mod held;

pub use held::{GivenRole, MemberRole, Temporary, held, holders};

use crate::columns::Row;
use crate::entity::projects::membership::{ActiveModel, Column, Entity, Model};
use model::Timestamp;
use model::id::{IdentityId, MembershipId, ProjectId, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use crate::{ReadTx, StoreError, WriteTx};

/// Somebody who can be a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// A person.
    User(UserId),
    /// A machine identity.
    Identity(IdentityId),
}

/// A place in a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// Where.
    pub project_id: ProjectId,
    /// Who.
    pub principal: Principal,
    /// Since when.
    pub created_at: Timestamp,
    /// When its roles last changed.
    pub updated_at: Timestamp,
}

/// Makes somebody a member without roles; [`crate::Constraint::Member`] for a member.
pub async fn insert(tx: &WriteTx, membership: &Membership) -> Result<(), StoreError> {
    let (user_id, identity_id) = columns(membership.principal);
    tx.insert(Model {
        id: membership.id.as_uuid(),
        project_id: membership.project_id.as_uuid(),
        user_id,
        identity_id,
        created_at: membership.created_at.as_micros(),
        updated_at: membership.updated_at.as_micros(),
    })
    .await
}

/// Gives a member these roles, in place of the ones they had.
pub async fn set_roles(
    tx: &WriteTx,
    id: MembershipId,
    roles: &[MemberRole],
    at: Timestamp,
) -> Result<(), StoreError> {
    Entity::update_many()
        .set(ActiveModel {
            updated_at: Set(at.as_micros()),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    held::replace(tx, id, roles).await
}

/// A membership by id.
pub async fn get(tx: &ReadTx, id: MembershipId) -> Result<Option<Membership>, StoreError> {
    let row = Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    row.as_ref().map(parse).transpose()
}

/// Somebody's membership in a project.
pub async fn of(
    tx: &ReadTx,
    project: ProjectId,
    principal: Principal,
) -> Result<Option<Membership>, StoreError> {
    let row = Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .filter(is(principal))
        .one(tx.db())
        .await?;
    row.as_ref().map(parse).transpose()
}

/// A project's members, oldest first.
pub async fn list(tx: &ReadTx, project: ProjectId) -> Result<Vec<Membership>, StoreError> {
    let rows = in_project(project).all(tx.db()).await?;
    rows.iter().map(parse).collect()
}

/// Some of a project's machine identities, oldest first, and how many there are in all.
pub async fn identities(
    tx: &ReadTx,
    project: ProjectId,
    offset: u64,
    limit: Option<u64>,
) -> Result<(Vec<Membership>, u64), StoreError> {
    let machines = in_project(project).filter(Column::IdentityId.is_not_null());
    let total = machines.clone().count(tx.db()).await?;
    // SQLite knows no offset without a limit.
    let limit = limit.unwrap_or(total);
    let rows = machines.offset(offset).limit(limit).all(tx.db()).await?;
    let some = rows.iter().map(parse).collect::<Result<_, _>>()?;
    Ok((some, total))
}

/// The projects that somebody is a member of, oldest first.
pub async fn projects_of(tx: &ReadTx, principal: Principal) -> Result<Vec<ProjectId>, StoreError> {
    let rows = Entity::find()
        .filter(is(principal))
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    let projects = rows.into_iter().map(|row| row.project_id);
    Ok(projects.map(ProjectId::from_uuid).collect())
}

/// Ends a membership. Returns whether there was one.
pub async fn remove(
    tx: &WriteTx,
    project: ProjectId,
    principal: Principal,
) -> Result<bool, StoreError> {
    let deleted = Entity::delete_many()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .filter(is(principal))
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected > 0)
}

fn in_project(project: ProjectId) -> Select<Entity> {
    Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .order_by_asc(Column::Id)
}

fn is(principal: Principal) -> SimpleExpr {
    match principal {
        Principal::User(id) => Column::UserId.eq(id.as_uuid()),
        Principal::Identity(id) => Column::IdentityId.eq(id.as_uuid()),
    }
}

/// A principal as two columns hold it.
pub(crate) fn columns(principal: Principal) -> (Option<uuid::Uuid>, Option<uuid::Uuid>) {
    match principal {
        Principal::User(id) => (Some(id.as_uuid()), None),
        Principal::Identity(id) => (None, Some(id.as_uuid())),
    }
}

/// A principal from its two columns.
pub(crate) fn principal(
    at: &Row<'_>,
    user_id: Option<uuid::Uuid>,
    identity_id: Option<uuid::Uuid>,
) -> Result<Principal, StoreError> {
    match (user_id, identity_id) {
        (Some(id), None) => Ok(Principal::User(UserId::from_uuid(id))),
        (None, Some(id)) => Ok(Principal::Identity(IdentityId::from_uuid(id))),
        _ => Err(at.damaged("user_id")),
    }
}

pub(crate) fn parse(row: &Model) -> Result<Membership, StoreError> {
    let at = Row::of("memberships", &row.id);
    Ok(Membership {
        id: MembershipId::from_uuid(row.id),
        project_id: ProjectId::from_uuid(row.project_id),
        principal: principal(&at, row.user_id, row.identity_id)?,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
