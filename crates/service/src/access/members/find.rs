//! Finding members.

use model::access::Action;
use model::id::{MembershipId, ProjectId};
use store::memberships;

use super::{Deed, Member, Membership, view};
use crate::projects::must_exist;
use crate::{Caller, Error, Service, What};

/// Somebody's membership in a project.
///
/// # Errors
/// [`Error::NotFound`] for somebody who is no member; [`Error::Denied`] without the right to see
/// members.
pub async fn member(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    member: Member,
) -> Result<Membership, Error> {
    let tx = service.store().read().await?;
    let action = member.action(Deed::Read);
    caller.must(&tx, project, action).await?;
    view::of(&tx, project, member).await
}

/// A machine identity's membership by id.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the caller may not see it.
pub async fn identity_membership(
    service: &Service,
    caller: &Caller,
    id: MembershipId,
) -> Result<Membership, Error> {
    let missing = || Error::not_found(What::Membership, id);
    let tx = service.store().read().await?;
    let row = memberships::get(&tx, id).await?.ok_or_else(missing)?;
    let member = Member::of(row.principal);
    let action = member.action(Deed::Read);
    if matches!(member, Member::User(_)) || !caller.may(&tx, row.project_id, action).await? {
        return Err(missing());
    }
    view::of(&tx, row.project_id, member).await
}

/// Some of a project's machine identities, oldest first, and how many there are in all.
///
/// # Errors
/// [`Error::NotFound`] when there is no such project; [`Error::Denied`] without the right to see
/// machine identities.
pub async fn identity_members(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    offset: u64,
    limit: Option<u64>,
) -> Result<(Vec<Membership>, u64), Error> {
    let tx = service.store().read().await?;
    caller.must(&tx, project, Action::ReadIdentities).await?;
    must_exist(&tx, project).await?;
    let (rows, total) = memberships::identities(&tx, project, offset, limit).await?;
    let mut some = Vec::new();
    for row in rows {
        some.push(view::of(&tx, project, Member::of(row.principal)).await?);
    }
    Ok((some, total))
}
