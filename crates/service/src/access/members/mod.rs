//! Who is in a project, and with which roles.

mod add;
mod change;
mod find;
mod remove;
mod roles;
mod view;

pub use add::add_member;
pub use change::{change_member, set_member};
pub use find::{identity_members, identity_membership, member};
pub use remove::remove_member;
pub use view::{HeldRole, Membership, RoleName};

use model::Timestamp;
use model::access::{Action, OrgRole, TemporaryRange};
use model::id::{IdentityId, ProjectId, UserId};
use serde_json::{Value, json};
use store::memberships::{self, Principal};
use store::{ReadTx, WriteTx, identities, syncs, users};

use crate::{Error, Service, What};

pub(crate) use add::join;

/// Whom a role is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// A person.
    User(UserId),
    /// A machine identity.
    Identity(IdentityId),
}

/// A role to give: built in or custom, for good or for a while.
#[derive(Debug, Clone)]
pub struct NewRoleOfMember {
    /// The role's slug.
    pub role: String,
    /// How long it counts; none for as long as the membership lasts.
    pub temporary: Option<NewTemporary>,
}

/// How long a role counts.
#[derive(Debug, Clone)]
pub struct NewTemporary {
    /// From when.
    pub starts_at: Timestamp,
    /// How long.
    pub range: TemporaryRange,
}

/// What can be done with members.
#[derive(Clone, Copy)]
enum Deed {
    Read,
    Add,
    Change,
    Remove,
}

impl Member {
    fn of(principal: Principal) -> Self {
        match principal {
            Principal::User(id) => Self::User(id),
            Principal::Identity(id) => Self::Identity(id),
        }
    }

    fn principal(self) -> Principal {
        match self {
            Self::User(id) => Principal::User(id),
            Self::Identity(id) => Principal::Identity(id),
        }
    }

    /// What one must be allowed for it.
    fn action(self, deed: Deed) -> Action {
        match (self, deed) {
            (Self::User(_), Deed::Read) => Action::ReadMembers,
            (Self::User(_), Deed::Add) => Action::CreateMembers,
            (Self::User(_), Deed::Change) => Action::EditMembers,
            (Self::User(_), Deed::Remove) => Action::DeleteMembers,
            (Self::Identity(_), Deed::Read) => Action::ReadIdentities,
            (Self::Identity(_), Deed::Add) => Action::CreateIdentities,
            (Self::Identity(_), Deed::Change) => Action::EditIdentities,
            (Self::Identity(_), Deed::Remove) => Action::DeleteIdentities,
        }
    }

    /// Their name, of somebody who exists.
    async fn name(self, tx: &ReadTx) -> Result<String, Error> {
        match self {
            Self::User(id) => {
                let found = users::get(tx, id).await?;
                let found = found.ok_or_else(|| Error::not_found(What::User, id))?;
                Ok(found.email)
            }
            Self::Identity(id) => {
                let found = identities::get(tx, id).await?;
                let found = found.ok_or_else(|| Error::not_found(What::Identity, id))?;
                Ok(found.name)
            }
        }
    }

    /// What an audit record says of a change of their roles.
    fn detail(self, roles: &[NewRoleOfMember]) -> Value {
        let roles: Vec<_> = roles
            .iter()
            .map(|given| match &given.temporary {
                None => json!({ "role": given.role }),
                Some(temporary) => json!({
                    "role": given.role,
                    "temporaryRange": temporary.range,
                    "temporaryAccessStartTime": temporary.starts_at,
                }),
            })
            .collect();
        match self {
            Self::User(id) => json!({ "userId": id, "roles": roles }),
            Self::Identity(id) => json!({ "identityId": id, "roles": roles }),
        }
    }
}

/// What follows when somebody's access to a project changed: syncs live by the access of whoever
/// wrote them, so each is looked at. To be followed by [`Service::wake`] after the commit.
pub(super) async fn access_changed(
    service: &Service,
    tx: &WriteTx,
    project: ProjectId,
) -> Result<(), Error> {
    syncs::access_changed(tx, project, service.now()).await?;
    Ok(())
}

/// The same for all that somebody has access to, before it changes: an admin of the organization has
/// access to every project.
pub(in crate::access) async fn all_access_changes(
    service: &Service,
    tx: &WriteTx,
    who: Principal,
    org_role: OrgRole,
) -> Result<(), Error> {
    let projects = match org_role {
        OrgRole::Admin => {
            let all = store::projects::list(tx).await?;
            all.into_iter().map(|project| project.id).collect()
        }
        OrgRole::Member | OrgRole::NoAccess => memberships::projects_of(tx, who).await?,
    };
    for project in projects {
        access_changed(service, tx, project).await?;
    }
    Ok(())
}
