//! Who has which role in a project.

use crate::columns::Row;
use crate::entity::projects::membership::{ActiveModel, Column, Entity, Model};
use model::Timestamp;
use model::access::ProjectRole;
use model::id::{IdentityId, MembershipId, ProjectId, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

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
    /// As what.
    pub role: ProjectRole,
    /// Since when.
    pub created_at: Timestamp,
}

/// Makes somebody a member, or gives a member another role: the membership that was there keeps its
/// id and date.
pub async fn put(tx: &WriteTx, membership: &Membership) -> Result<(), StoreError> {
    let updated = Entity::update_many()
        .set(ActiveModel {
            role: Set(membership.role.to_string()),
            ..Default::default()
        })
        .filter(Column::ProjectId.eq(membership.project_id.as_uuid()))
        .filter(is(membership.principal))
        .exec(tx.db())
        .await?;
    if updated.rows_affected > 0 {
        return Ok(());
    }
    let (user_id, identity_id) = match membership.principal {
        Principal::User(id) => (Some(id.as_uuid()), None),
        Principal::Identity(id) => (None, Some(id.as_uuid())),
    };
    tx.insert(Model {
        id: membership.id.as_uuid(),
        project_id: membership.project_id.as_uuid(),
        user_id,
        identity_id,
        role: membership.role.to_string(),
        created_at: membership.created_at.as_micros(),
    })
    .await
}

/// The role of a member; none for somebody who is no member.
pub async fn role_of(
    tx: &ReadTx,
    project: ProjectId,
    principal: Principal,
) -> Result<Option<ProjectRole>, StoreError> {
    let row = Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .filter(is(principal))
        .one(tx.db())
        .await?;
    Ok(row
        .map(|row| parse(&row))
        .transpose()?
        .map(|membership| membership.role))
}

/// A project's members, oldest first.
pub async fn list(tx: &ReadTx, project: ProjectId) -> Result<Vec<Membership>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    rows.iter().map(parse).collect()
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

fn is(principal: Principal) -> SimpleExpr {
    match principal {
        Principal::User(id) => Column::UserId.eq(id.as_uuid()),
        Principal::Identity(id) => Column::IdentityId.eq(id.as_uuid()),
    }
}

fn parse(row: &Model) -> Result<Membership, StoreError> {
    let at = Row::of("memberships", &row.id);
    Ok(Membership {
        id: MembershipId::from_uuid(row.id),
        project_id: ProjectId::from_uuid(row.project_id),
        principal: match (row.user_id, row.identity_id) {
            (Some(id), None) => Principal::User(UserId::from_uuid(id)),
            (None, Some(id)) => Principal::Identity(IdentityId::from_uuid(id)),
            _ => return Err(at.damaged("user_id")),
        },
        role: at.text("role", &row.role)?,
        created_at: Timestamp::from_micros(row.created_at),
    })
}
