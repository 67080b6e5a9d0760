//! Which links are open, and taking one back.

use model::Timestamp;
use model::access::{OrgRole, ProjectRole};
use model::id::InviteId;
use serde_json::json;
use store::{invites, projects};

use super::find::{Invitation, what};
use crate::{Caller, Error, Service, What, audit};

/// A link that nobody has used yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvite {
    /// Its id.
    pub id: InviteId,
    /// What it does.
    pub invitation: Invitation,
    /// Whom it is for.
    pub email: String,
    /// Their role in the organization.
    pub org_role: OrgRole,
    /// The name of the project that they get a place in, and their role there.
    pub place: Option<(String, ProjectRole)>,
    /// Who made it.
    pub made_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// The links that still work, the newest first.
///
/// # Errors
/// [`Error::AdminsOnly`] for others.
pub async fn open_invites(service: &Service, caller: &Caller) -> Result<Vec<OpenInvite>, Error> {
    caller.must_be_admin()?;
    let tx = service.store().read().await?;
    let now = service.now();
    let mut open = Vec::new();
    for invite in invites::list(&tx).await? {
        if invite.expires_at <= now {
            continue;
        }
        let place = match invite.place {
            Some((project, role)) => {
                let project = projects::get(&tx, project).await?;
                project.map(|project| (project.name, role))
            }
            None => None,
        };
        open.push(OpenInvite {
            id: invite.id,
            invitation: what(&invite),
            email: invite.email,
            org_role: invite.org_role,
            place,
            made_by: invite.created_by,
            created_at: invite.created_at,
            expires_at: invite.expires_at,
        });
    }
    Ok(open)
}

/// Takes a link back: it stops working at once. Returns whom it was for.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] when it was used or taken back already.
pub async fn revoke_invite(
    service: &Service,
    caller: &Caller,
    id: InviteId,
) -> Result<String, Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    let missing = || Error::not_found(What::Invite, id);
    let invite = invites::get(&tx, id).await?.ok_or_else(missing)?;
    if !invites::delete(&tx, id).await? {
        return Err(missing());
    }
    let detail = json!({ "inviteId": id, "email": invite.email });
    let action = "delete-organization-invite";
    audit::record(service, &tx, caller, action, None, detail).await?;
    tx.commit().await?;
    Ok(invite.email)
}
