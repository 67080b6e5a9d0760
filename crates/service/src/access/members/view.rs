//! A membership as callers see it.

use model::access::{ProjectRole, TemporaryRange};
use model::id::{MembershipId, MembershipRoleId, ProjectId, RoleId};
use model::{Slug, Timestamp};
use store::memberships::{self, GivenRole, MemberRole};
use store::{ReadTx, identities, projects, roles};

use super::Member;
use crate::{Error, What};

/// A place in a project.
#[derive(Debug, Clone)]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// The project.
    pub project: ProjectId,
    /// The project's name.
    pub project_name: String,
    /// Who.
    pub member: Member,
    /// Their name; a person's e-mail address.
    pub name: String,
    /// How a machine identity signs in, in Infisical's words.
    pub auth_methods: Vec<&'static str>,
    /// Their roles, in the order in which they were given.
    pub roles: Vec<HeldRole>,
    /// Since when.
    pub created_at: Timestamp,
    /// When the roles last changed.
    pub updated_at: Timestamp,
}

/// A role that a member holds.
#[derive(Debug, Clone)]
pub struct HeldRole {
    /// Its id in the membership.
    pub id: MembershipRoleId,
    /// Which role.
    pub role: RoleName,
    /// How long it counts, from when and until before when; none for as long as the membership lasts.
    pub temporary: Option<(TemporaryRange, Timestamp, Timestamp)>,
}

/// A role by its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleName {
    /// One that is built in.
    BuiltIn(ProjectRole),
    /// A custom one.
    Custom {
        /// Its id.
        id: RoleId,
        /// Its short name.
        slug: Slug,
        /// Its name.
        name: String,
    },
}

/// Somebody's membership.
pub(super) async fn of(
    tx: &ReadTx,
    project: ProjectId,
    member: Member,
) -> Result<Membership, Error> {
    let row = memberships::of(tx, project, member.principal()).await?;
    let row = row.ok_or_else(|| match member {
        Member::User(id) => Error::not_found(What::Membership, id),
        Member::Identity(id) => Error::not_found(What::Membership, id),
    })?;
    let project_name = projects::get(tx, project)
        .await?
        .map(|project| project.name)
        .ok_or_else(|| Error::not_found(What::Project, project))?;
    let held = memberships::held(tx, project, member.principal()).await?;
    Ok(Membership {
        id: row.id,
        project,
        project_name,
        member,
        name: member.name(tx).await?,
        auth_methods: auth_methods(tx, member).await?,
        roles: held.into_iter().map(HeldRole::from).collect(),
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

async fn auth_methods(tx: &ReadTx, member: Member) -> Result<Vec<&'static str>, Error> {
    let Member::Identity(id) = member else {
        return Ok(Vec::new());
    };
    let methods = identities::auth_methods(tx, id).await?;
    Ok(methods.iter().map(|method| method.kind.as_str()).collect())
}

impl From<MemberRole<GivenRole<roles::Role>>> for HeldRole {
    fn from(row: MemberRole<GivenRole<roles::Role>>) -> Self {
        Self {
            id: row.id,
            role: match row.role {
                GivenRole::BuiltIn(role) => RoleName::BuiltIn(role),
                GivenRole::Custom(role) => RoleName::Custom {
                    id: role.id,
                    slug: role.slug,
                    name: role.name,
                },
            },
            temporary: row
                .temporary
                .map(|temporary| (temporary.range, temporary.starts_at, temporary.ends_at)),
        }
    }
}
