//! The roles of a member.

use crate::columns::{Row, stored};
use crate::entity::projects::membership_role::{Column, Entity, Model};
use crate::entity::projects::{membership, role};
use crate::roles::{self, Role};
use model::Timestamp;
use model::access::{ProjectRole, TemporaryRange};
use model::id::{MembershipId, MembershipRoleId, ProjectId, RoleId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::{Membership, Principal, is, parse};
use crate::{ReadTx, StoreError, WriteTx};

/// A role that a member holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRole<R = GivenRole> {
    /// Its id in the membership.
    pub id: MembershipRoleId,
    /// Which role.
    pub role: R,
    /// For how long; none for as long as the membership lasts.
    pub temporary: Option<Temporary>,
}

/// Which role a member holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenRole<C = RoleId> {
    /// One that is built in.
    BuiltIn(ProjectRole),
    /// A custom one.
    Custom(C),
}

/// How long a temporary role counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Temporary {
    /// How long, as it was asked for.
    pub range: TemporaryRange,
    /// From when.
    pub starts_at: Timestamp,
    /// Until before when.
    pub ends_at: Timestamp,
}

/// The roles that somebody holds in a project, in the order in which they were given; also those
/// that do not count yet or any more.
pub async fn held(
    tx: &ReadTx,
    project: ProjectId,
    principal: Principal,
) -> Result<Vec<MemberRole<GivenRole<Role>>>, StoreError> {
    let of = membership::Entity::find()
        .select_only()
        .column(membership::Column::Id)
        .filter(membership::Column::ProjectId.eq(project.as_uuid()))
        .filter(is(principal))
        .into_query();
    let rows = Entity::find()
        .find_also_related(role::Entity)
        .filter(Column::MembershipId.in_subquery(of))
        .order_by_asc(Column::Position)
        .all(tx.db())
        .await?;
    rows.into_iter()
        .map(|(row, custom)| read(&row, custom))
        .collect()
}

/// The members who hold a custom role, temporarily or not, oldest first.
pub async fn holders(tx: &ReadTx, role: RoleId) -> Result<Vec<Membership>, StoreError> {
    let of = Entity::find()
        .select_only()
        .column(Column::MembershipId)
        .filter(Column::RoleId.eq(role.as_uuid()))
        .into_query();
    let rows = membership::Entity::find()
        .filter(membership::Column::Id.in_subquery(of))
        .order_by_asc(membership::Column::Id)
        .all(tx.db())
        .await?;
    rows.iter().map(parse).collect()
}

pub(super) async fn replace(
    tx: &WriteTx,
    id: MembershipId,
    roles: &[MemberRole],
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::MembershipId.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    let rows = roles.iter().enumerate().map(|(position, given)| {
        let (built_in, role_id) = match &given.role {
            GivenRole::BuiltIn(role) => (Some(role.to_string()), None),
            GivenRole::Custom(role) => (None, Some(role.as_uuid())),
        };
        let temporary = given.temporary.as_ref();
        Model {
            id: given.id.as_uuid(),
            membership_id: id.as_uuid(),
            position: stored(position),
            built_in,
            role_id,
            temporary_range: temporary.map(|t| t.range.to_string()),
            starts_at: temporary.map(|t| t.starts_at.as_micros()),
            ends_at: temporary.map(|t| t.ends_at.as_micros()),
        }
    });
    tx.insert_all(rows.collect()).await
}

fn read(
    row: &Model,
    custom: Option<role::Model>,
) -> Result<MemberRole<GivenRole<Role>>, StoreError> {
    let at = Row::of("membership_roles", &row.id);
    let role = match (&row.built_in, custom) {
        (Some(word), None) => GivenRole::BuiltIn(at.text("built_in", word)?),
        (None, Some(custom)) => GivenRole::Custom(roles::parse(custom)?),
        _ => return Err(at.damaged("role_id")),
    };
    let temporary = match (&row.temporary_range, row.starts_at, row.ends_at) {
        (None, None, None) => None,
        (Some(range), Some(start), Some(end)) => Some(Temporary {
            range: at.text("temporary_range", range)?,
            starts_at: Timestamp::from_micros(start),
            ends_at: Timestamp::from_micros(end),
        }),
        _ => return Err(at.damaged("temporary_range")),
    };
    Ok(MemberRole {
        id: MembershipRoleId::from_uuid(row.id),
        role,
        temporary,
    })
}

impl Temporary {
    /// Whether the role counts at a time.
    #[must_use]
    pub fn counts_at(&self, now: Timestamp) -> bool {
        self.starts_at <= now && now < self.ends_at
    }
}
