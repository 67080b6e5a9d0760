//! The people of the organization: who they are, what they are, and removing them.

use std::collections::HashMap;

use model::Timestamp;
use model::access::OrgRole;
use model::id::UserId;
use serde_json::json;
use store::memberships::Principal as Who;
use store::users::{self, User};
use store::{ReadTx, WriteTx, invites, sessions};

use super::members::all_access_changes;
use crate::caller::Principal;
use crate::{Caller, Error, Service, What, audit};

/// A person of the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: UserId,
    /// Their e-mail address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their role in the organization.
    pub org_role: OrgRole,
    /// When they joined.
    pub created_at: Timestamp,
    /// When they last used a browser that is still signed in.
    pub last_used_at: Option<Timestamp>,
    /// Whether they are the caller.
    pub is_caller: bool,
}

/// Everybody, by e-mail address.
///
/// # Errors
/// [`Error::AdminsOnly`] for others.
pub async fn people(service: &Service, caller: &Caller) -> Result<Vec<Person>, Error> {
    caller.must_be_admin()?;
    let tx = service.store().read().await?;
    let now = service.now();
    let mut last_used = HashMap::new();
    for session in sessions::list(&tx).await? {
        if now < session.expires_at {
            last_used
                .entry(session.user_id)
                .or_insert(session.last_used_at);
        }
    }
    let everybody = users::list(&tx).await?.into_iter();
    Ok(everybody
        .map(|user| Person {
            last_used_at: last_used.get(&user.id).copied(),
            is_caller: is(caller, user.id),
            id: user.id,
            email: user.email,
            name: user.name,
            org_role: user.org_role,
            created_at: user.created_at,
        })
        .collect())
}

/// Gives somebody another role in the organization. Whoever is no admin any more leaves no open
/// invitations behind.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] for nobody; [`Error::Invalid`] when no admin
/// would be left.
pub async fn set_org_role(
    service: &Service,
    caller: &Caller,
    id: UserId,
    role: OrgRole,
) -> Result<(), Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    let user = find(&tx, id).await?;
    if user.org_role == role {
        return Ok(());
    }
    if role != OrgRole::Admin {
        must_not_be_last_admin(&tx, id).await?;
        invites::delete_made_by(&tx, &user.email).await?;
    }
    for role in [user.org_role, role] {
        all_access_changes(service, &tx, Who::User(id), role).await?;
    }
    users::set_org_role(&tx, id, role).await?;
    let detail = json!({ "userId": id, "email": user.email, "role": role, "was": user.org_role });
    let action = "update-organization-membership";
    audit::record(service, &tx, caller, action, None, detail).await?;
    tx.commit().await?;
    service.wake();
    Ok(())
}

/// Removes a person from the organization. Their sessions end at once; what they made stays.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] for nobody; [`Error::Invalid`] when no admin
/// would be left.
pub async fn remove_person(service: &Service, caller: &Caller, id: UserId) -> Result<(), Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    let user = find(&tx, id).await?;
    must_not_be_last_admin(&tx, id).await?;
    invites::delete_made_by(&tx, &user.email).await?;
    all_access_changes(service, &tx, Who::User(id), user.org_role).await?;
    users::delete(&tx, id).await?;
    let detail = json!({ "userId": id, "email": user.email, "role": user.org_role });
    let action = "delete-organization-membership";
    audit::record(service, &tx, caller, action, None, detail).await?;
    tx.commit().await?;
    service.wake();
    Ok(())
}

/// A person by id.
pub(super) async fn find(tx: &ReadTx, id: UserId) -> Result<User, Error> {
    let found = users::get(tx, id).await?;
    found.ok_or_else(|| Error::not_found(What::User, id))
}

fn is(caller: &Caller, id: UserId) -> bool {
    matches!(caller.principal, Principal::User { id: own, .. } if own == id)
}

async fn must_not_be_last_admin(tx: &WriteTx, id: UserId) -> Result<(), Error> {
    if users::admins(tx).await? == [id] {
        let problem = "this is the only admin: make somebody else an admin first";
        return Err(Error::invalid("role", problem));
    }
    Ok(())
}
