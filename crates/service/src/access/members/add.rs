//! Making somebody a member of a project.

use model::access::ProjectRole;
use model::id::{MembershipId, MembershipRoleId, ProjectId};
use store::memberships::{self, GivenRole, MemberRole, Principal};
use store::{Constraint, WriteTx};

use super::roles::accepted;
use super::{Deed, Member, Membership, NewRoleOfMember, access_changed, view};
use crate::access::boundary::Boundary;
use crate::projects::must_exist;
use crate::{Caller, Error, Service, What, audit};

/// Makes somebody a member with these roles.
///
/// # Errors
/// [`Error::NotFound`] when the project, the member or a role does not exist; [`Error::Denied`]
/// without the right to add members; [`Error::BeyondOwn`] for a role that allows more than the caller
/// may do; [`Error::Taken`] for somebody who is a member already.
pub async fn add_member(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    member: Member,
    roles: &[NewRoleOfMember],
) -> Result<Membership, Error> {
    let tx = service.store().write().await?;
    caller.must(&tx, project, member.action(Deed::Add)).await?;
    must_exist(&tx, project).await?;
    let name = member.name(&tx).await?;
    let boundary = Boundary::of(&tx, caller, project).await?;
    let given = accepted(service, &tx, project, &boundary, roles).await?;
    insert(service, &tx, project, member.principal(), &given)
        .await
        .map_err(|error| match error {
            store::StoreError::Conflict(Constraint::Member) => Error::Taken {
                what: What::Membership,
                name,
            },
            other => other.into(),
        })?;
    access_changed(service, &tx, project).await?;
    let (event, detail) = ("create-project-membership", member.detail(roles));
    audit::record(service, &tx, caller, event, Some(project), detail).await?;
    let made = view::of(&tx, project, member).await?;
    tx.commit().await?;
    service.wake();
    Ok(made)
}

/// Makes somebody a member with a built-in role, without asking whether the caller may.
pub(crate) async fn join(
    service: &Service,
    tx: &WriteTx,
    project: ProjectId,
    who: Principal,
    role: ProjectRole,
) -> Result<(), Error> {
    let role = MemberRole {
        id: MembershipRoleId::generate(service.clock(), service.entropy()),
        role: GivenRole::BuiltIn(role),
        temporary: None,
    };
    Ok(insert(service, tx, project, who, &[role]).await?)
}

pub(super) async fn insert(
    service: &Service,
    tx: &WriteTx,
    project: ProjectId,
    who: Principal,
    roles: &[MemberRole],
) -> Result<(), store::StoreError> {
    let now = service.now();
    let membership = memberships::Membership {
        id: MembershipId::generate(service.clock(), service.entropy()),
        project_id: project,
        principal: who,
        created_at: now,
        updated_at: now,
    };
    memberships::insert(tx, &membership).await?;
    memberships::set_roles(tx, membership.id, roles, now).await
}
