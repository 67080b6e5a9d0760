//! Making a link.

use std::time::Duration;

use model::Timestamp;
use model::access::{OrgRole, ProjectRole};
use model::id::{InviteId, ProjectId, UserId};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use store::invites::{self, Invite};
use store::{WriteTx, users};

use crate::access::email::parse_email;
use crate::access::people;
use crate::access::token::{self, Purpose};
use crate::projects::must_exist;
use crate::{Caller, Error, Service, audit};

/// How long a link works.
const LIFETIME: Duration = Duration::from_hours(7 * 24);

/// Whom to invite, as what.
pub struct NewInvite {
    /// Their e-mail address.
    pub email: String,
    /// Their role in the organization.
    pub org_role: OrgRole,
    /// A place in a project that they get at once.
    pub place: Option<(ProjectId, ProjectRole)>,
}

/// A link just made. Its address is given out once.
pub struct InviteLink {
    /// The address to hand over; whoever has it can use it.
    pub url: SecretString,
    /// Whom it is for.
    pub email: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// Makes a link by which somebody joins the organization, in place of one made for them before.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::Invalid`] on `email` when it is none, or of somebody who
/// is here already; [`Error::NotFound`] for a project that does not exist.
pub async fn invite(
    service: &Service,
    caller: &Caller,
    request: NewInvite,
) -> Result<InviteLink, Error> {
    caller.must_be_admin()?;
    let email = parse_email(&request.email)?;
    let tx = service.store().write().await?;
    if users::by_email(&tx, &email).await?.is_some() {
        let problem = "somebody with this address is in the organization already";
        return Err(Error::invalid("email", problem));
    }
    if let Some((project, _)) = request.place {
        must_exist(&tx, project).await?;
    }
    let invite = new(service, caller, email, request.org_role, request.place);
    let link = keep(service, &tx, &invite).await?;
    let (project, project_role) = invite.place.unzip();
    let detail = json!({
        "inviteId": invite.id,
        "email": invite.email,
        "role": invite.org_role,
        "projectRole": project_role,
    });
    let action = "create-organization-invite";
    audit::record(service, &tx, caller, action, project, detail).await?;
    tx.commit().await?;
    Ok(link)
}

/// Makes a link by which somebody chooses a new password, in place of one made for them before. The
/// old password works until then.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] for nobody.
pub async fn make_reset_link(
    service: &Service,
    caller: &Caller,
    id: UserId,
) -> Result<InviteLink, Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    let user = people::find(&tx, id).await?;
    let invite = Invite {
        user_id: Some(id),
        ..new(service, caller, user.email, user.org_role, None)
    };
    let link = keep(service, &tx, &invite).await?;
    let detail = json!({ "inviteId": invite.id, "userId": id, "email": invite.email });
    let action = "create-password-reset-link";
    audit::record(service, &tx, caller, action, None, detail).await?;
    tx.commit().await?;
    Ok(link)
}

fn new(
    service: &Service,
    caller: &Caller,
    email: String,
    org_role: OrgRole,
    place: Option<(ProjectId, ProjectRole)>,
) -> Invite {
    let now = service.now();
    Invite {
        id: InviteId::generate(service.clock(), service.entropy()),
        email,
        org_role,
        user_id: None,
        place,
        created_by: caller.display_name().to_owned(),
        created_at: now,
        expires_at: now + LIFETIME,
    }
}

async fn keep(service: &Service, tx: &WriteTx, invite: &Invite) -> Result<InviteLink, Error> {
    invites::delete_expired(tx, service.now()).await?;
    let token = token::generate(service);
    let digest = token::digest(service, tx, Purpose::Invite, &token).await?;
    invites::put(tx, invite, &digest).await?;
    let site = service.parts().site_url.as_str().trim_end_matches('/');
    Ok(InviteLink {
        url: format!("{site}/welcome/{}", token.expose_secret()).into(),
        email: invite.email.clone(),
        expires_at: invite.expires_at,
    })
}
