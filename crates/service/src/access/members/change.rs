//! Giving a member other roles.

use model::access::ProjectRole;
use model::id::ProjectId;
use store::memberships;

use super::add::insert;
use super::roles::{accepted, must_outrank};
use super::{Deed, Member, Membership, NewRoleOfMember, access_changed, view};
use crate::access::boundary::Boundary;
use crate::projects::must_exist;
use crate::{Caller, Error, Service, What, audit};

/// Gives a member these roles, in place of the ones they had.
///
/// # Errors
/// [`Error::NotFound`] for somebody who is no member, or a role that does not exist;
/// [`Error::Denied`] without the right to change members; [`Error::BeyondOwn`] when a role they had
/// or would have allows more than the caller may do.
pub async fn change_member(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    member: Member,
    roles: &[NewRoleOfMember],
) -> Result<Membership, Error> {
    put(service, caller, project, member, roles, false).await
}

/// Gives somebody one built-in role in a project, in place of the ones they had, or makes them a
/// member.
///
/// # Errors
/// As [`change_member`]; [`Error::NotFound`] when the project or member does not exist.
pub async fn set_member(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    member: Member,
    role: ProjectRole,
) -> Result<(), Error> {
    let role = NewRoleOfMember {
        role: role.to_string(),
        temporary: None,
    };
    put(service, caller, project, member, &[role], true).await?;
    Ok(())
}

async fn put(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    member: Member,
    roles: &[NewRoleOfMember],
    or_add: bool,
) -> Result<Membership, Error> {
    let tx = service.store().write().await?;
    let action = member.action(Deed::Change);
    caller.must(&tx, project, action).await?;
    must_exist(&tx, project).await?;
    let name = member.name(&tx).await?;
    let boundary = Boundary::of(&tx, caller, project).await?;
    must_outrank(&tx, project, &boundary, member).await?;
    let given = accepted(service, &tx, project, &boundary, roles).await?;
    match memberships::of(&tx, project, member.principal()).await? {
        Some(known) => memberships::set_roles(&tx, known.id, &given, service.now()).await?,
        None if or_add => insert(service, &tx, project, member.principal(), &given).await?,
        None => return Err(Error::not_found(What::Membership, name)),
    }
    access_changed(service, &tx, project).await?;
    let (event, detail) = ("update-project-membership", member.detail(roles));
    audit::record(service, &tx, caller, event, Some(project), detail).await?;
    let changed = view::of(&tx, project, member).await?;
    tx.commit().await?;
    service.wake();
    Ok(changed)
}
