//! Ending a membership.

use model::id::ProjectId;
use store::memberships;

use super::roles::must_outrank;
use super::{Deed, Member, Membership, access_changed, view};
use crate::access::boundary::Boundary;
use crate::{Caller, Error, Service, audit};

/// Ends somebody's membership, and returns what it was. A project may be left without an admin:
/// admins of the organization always can.
///
/// # Errors
/// [`Error::NotFound`] for somebody who is no member; [`Error::Denied`] without the right to remove
/// members; [`Error::BeyondOwn`] for a member who may do more than the caller.
pub async fn remove_member(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    member: Member,
) -> Result<Membership, Error> {
    let tx = service.store().write().await?;
    let action = member.action(Deed::Remove);
    caller.must(&tx, project, action).await?;
    let removed = view::of(&tx, project, member).await?;
    let boundary = Boundary::of(&tx, caller, project).await?;
    must_outrank(&tx, project, &boundary, member).await?;
    memberships::remove(&tx, project, member.principal()).await?;
    access_changed(service, &tx, project).await?;
    let (event, detail) = ("delete-project-membership", member.detail(&[]));
    audit::record(service, &tx, caller, event, Some(project), detail).await?;
    tx.commit().await?;
    service.wake();
    Ok(removed)
}
