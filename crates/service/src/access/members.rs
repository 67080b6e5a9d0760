//! Who has which role in a project.

use model::access::{Action, ProjectRole};
use model::id::{IdentityId, MembershipId, ProjectId, UserId};
use serde_json::json;
use store::memberships::{self, Membership, Principal};
use store::{identities, users};

use crate::projects::must_exist;
use crate::{Caller, Error, Service, What, audit};

/// Whom a role is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// A person.
    User(UserId),
    /// A machine identity.
    Identity(IdentityId),
}

/// Gives somebody a role in a project, in place of the one they had.
///
/// # Errors
/// [`Error::NotFound`] when the project or member does not exist; [`Error::Denied`] without the right
/// to change members.
pub async fn set_member(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    member: Member,
    role: ProjectRole,
) -> Result<(), Error> {
    let tx = service.store().write().await?;
    let action = match member {
        Member::User(_) => Action::EditMembers,
        Member::Identity(_) => Action::EditIdentities,
    };
    caller.must(&tx, project, action).await?;
    must_exist(&tx, project).await?;
    let (principal, detail) = match member {
        Member::User(id) => {
            let found = users::get(&tx, id).await?;
            found.ok_or_else(|| Error::not_found(What::User, id))?;
            (Principal::User(id), json!({ "userId": id, "role": role }))
        }
        Member::Identity(id) => {
            let found = identities::get(&tx, id).await?;
            found.ok_or_else(|| Error::not_found(What::Identity, id))?;
            let detail = json!({ "identityId": id, "role": role });
            (Principal::Identity(id), detail)
        }
    };
    let membership = Membership {
        id: MembershipId::generate(service.clock(), service.entropy()),
        project_id: project,
        principal,
        role,
        created_at: service.now(),
    };
    memberships::put(&tx, &membership).await?;
    audit::record(
        service,
        &tx,
        caller,
        "update-project-membership",
        Some(project),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
