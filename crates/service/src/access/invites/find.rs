//! What a link is for, as its holder sees it.

use model::Timestamp;
use secrecy::SecretString;
use std::net::IpAddr;
use store::invites::{self, Invite};
use store::{ReadTx, organization};

use crate::access::guessing::Source;
use crate::access::token::{self, Purpose};
use crate::{Error, Service};

/// A link that works, as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// What it does.
    pub invitation: Invitation,
    /// Whom it is for.
    pub email: String,
    /// The organization's name.
    pub organization: String,
    /// Who made it.
    pub made_by: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// What a link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invitation {
    /// It makes an account.
    Join,
    /// It gives an account a new password.
    ResetPassword,
}

/// What a link is for, asked from an address.
///
/// # Errors
/// [`Error::Invalid`] on `link` when it is unknown, was used, was taken back, or has expired;
/// [`Error::TooMany`] after many such from one address.
pub async fn find_invite(
    service: &Service,
    link: &SecretString,
    from: IpAddr,
) -> Result<Welcome, Error> {
    let tx = service.store().read().await?;
    let invite = open(service, &tx, link, from).await?;
    let organization = organization::get(&tx).await?;
    Ok(Welcome {
        invitation: what(&invite),
        email: invite.email,
        organization: organization.map_or_else(String::new, |organization| organization.name),
        made_by: invite.created_by,
        expires_at: invite.expires_at,
    })
}

/// What a link does.
pub(super) fn what(invite: &Invite) -> Invitation {
    match invite.user_id {
        None => Invitation::Join,
        Some(_) => Invitation::ResetPassword,
    }
}

/// A link that works. Those that do not are counted by where they come from.
pub(super) async fn open(
    service: &Service,
    tx: &ReadTx,
    link: &SecretString,
    from: IpAddr,
) -> Result<Invite, Error> {
    let (source, now) = (Source::of(from), service.now());
    let guesses = &service.guesses().links;
    guesses.take(source, now).map_err(Error::TooMany)?;
    let digest = token::digest(service, tx, Purpose::Invite, link).await?;
    let found = invites::by_token_hash(tx, &digest).await?;
    if found.is_some() {
        guesses.give_back(&source, now);
    }
    working(service, found)
}

/// A link that was found and has not ended.
pub(super) fn working(service: &Service, found: Option<Invite>) -> Result<Invite, Error> {
    const GONE: &str =
        "this link was used already, was replaced by another one, or never was: ask for a new one";
    const EXPIRED: &str = "this link worked for seven days and has expired: ask for a new one";
    let invite = found.ok_or_else(|| Error::invalid("link", GONE))?;
    if invite.expires_at <= service.now() {
        return Err(Error::invalid("link", EXPIRED));
    }
    Ok(invite)
}
