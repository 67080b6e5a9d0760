//! Using a link.

use model::id::UserId;
use secrecy::SecretString;
use serde_json::json;
use store::invites::{self, Invite};
use store::memberships::Principal;
use store::users::{self, User};
use store::{Constraint, StoreError, WriteTx, devices, sessions};

use super::find::{Invitation, open, what, working};
use crate::access::browser::Browser;
use crate::access::sign_in::SignedIn;
use crate::access::{members, password, people, session};
use crate::{Error, Service, audit};

/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 100;

/// What the holder of a link enters.
pub struct NewAccount {
    /// Their name; not asked for when only the password changes.
    pub name: String,
    /// The password they choose, at least 12 characters.
    pub password: SecretString,
}

/// Makes the account of a link, or gives it a new password, and signs its owner in. The link is spent
/// then, and with a new password every browser that was signed in has to sign in again.
///
/// # Errors
/// [`Error::Invalid`] on `link` when it does not work (any more), or naming a field;
/// [`Error::TooMany`] after many unknown links from one address.
pub async fn accept_invite(
    service: &Service,
    link: &SecretString,
    account: NewAccount,
    browser: &Browser,
) -> Result<SignedIn, Error> {
    let invite = {
        let tx = service.store().read().await?;
        open(service, &tx, link, browser.address).await?
    };
    let name = account.name.trim();
    if what(&invite) == Invitation::Join && (name.is_empty() || name.chars().count() > LONGEST_NAME)
    {
        return Err(Error::invalid("name", "use 1 to 100 characters"));
    }
    password::check(&account.password)?;
    let passwords = service.passwords();
    let hash = passwords.hash(&account.password, service.entropy()).await?;

    let tx = service.store().write().await?;
    let invite = working(service, invites::get(&tx, invite.id).await?)?;
    if !invites::delete(&tx, invite.id).await? {
        working(service, None)?;
    }
    let (user, action) = match invite.user_id {
        None => {
            let user = join(service, &tx, &invite, name, hash).await?;
            (user, "accept-organization-invite")
        }
        Some(id) => {
            let user = people::find(&tx, id).await?;
            users::set_password_hash(&tx, id, &hash).await?;
            sessions::delete_of(&tx, id, None).await?;
            devices::forget(&tx, id).await?;
            (user, "reset-user-password")
        }
    };
    let detail = json!({ "inviteId": invite.id, "madeBy": invite.created_by });
    let project = invite.place.map(|(project, _)| project);
    let (signed_in, caller) = session::open(service, &tx, user, browser).await?;
    audit::record(service, &tx, &caller, action, project, detail).await?;
    tx.commit().await?;
    Ok(signed_in)
}

async fn join(
    service: &Service,
    tx: &WriteTx,
    invite: &Invite,
    name: &str,
    password_hash: SecretString,
) -> Result<User, Error> {
    let user = User {
        id: UserId::generate(service.clock(), service.entropy()),
        email: invite.email.clone(),
        name: name.to_owned(),
        password_hash,
        org_role: invite.org_role,
        created_at: service.now(),
    };
    users::insert(tx, &user)
        .await
        .map_err(|error| match error {
            StoreError::Conflict(Constraint::UserEmail) => Error::invalid(
                "link",
                "this address has an account already: sign in with it",
            ),
            other => other.into(),
        })?;
    if let Some((project_id, role)) = invite.place {
        let member = Principal::User(user.id);
        members::join(service, tx, project_id, member, role).await?;
    }
    Ok(user)
}
