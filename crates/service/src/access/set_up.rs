//! First-run set-up: the organization and its first admin.

use std::net::IpAddr;

use model::Slug;
use model::access::OrgRole;
use model::id::{OrganizationId, UserId};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use store::WriteTx;
use store::organization::{self, Organization};
use store::users::{self, User};
use subtle::ConstantTimeEq;

use super::browser::Browser;
use super::email::parse_email;
use super::guessing::Source;
use super::sign_in::SignedIn;
use super::{password, session};
use crate::{Error, Service, audit};

/// What first-run set-up asks for.
pub struct SetUp {
    /// The one-time code from the log, or `KEYFERRY_SETUP_TOKEN`.
    pub code: SecretString,
    /// The organization's name.
    pub organization: String,
    /// The first admin's e-mail address.
    pub email: String,
    /// Their password, at least 12 characters.
    pub password: SecretString,
}

/// Whether nobody has set this instance up yet.
///
/// # Errors
/// When the database fails.
pub async fn needs_set_up(service: &Service) -> Result<bool, Error> {
    let tx = service.store().read().await?;
    Ok(users::count(&tx).await? == 0)
}

/// First-run set-up: makes the organization and its first admin, and signs them in.
///
/// # Errors
/// [`Error::Unauthenticated`] for a wrong code, or when the instance is set up already;
/// [`Error::Invalid`] naming the field that cannot be used; [`Error::TooMany`] after many wrong codes.
pub async fn set_up(
    service: &Service,
    request: SetUp,
    browser: &Browser,
) -> Result<SignedIn, Error> {
    let prepared = prepare(service, request, Some(browser.address)).await?;
    let tx = service.store().write().await?;
    let Founded { user, .. } = found(service, &tx, prepared).await?;
    let (signed_in, caller) = session::open(service, &tx, user, browser).await?;
    audit::record(service, &tx, &caller, "bootstrap-instance", None, json!({})).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// What set-up asked for, checked, with the password hashed.
pub(super) struct Prepared {
    organization: String,
    email: String,
    password_hash: SecretString,
}

/// What set-up made.
pub(super) struct Founded {
    pub(super) organization: Organization,
    pub(super) user: User,
}

/// Checks what set-up asks for, before anything is locked. Tries are counted by address.
pub(super) async fn prepare(
    service: &Service,
    request: SetUp,
    address: Option<IpAddr>,
) -> Result<Prepared, Error> {
    let now = service.now();
    let source = address.map(Source::of);
    let guesses = &service.guesses().links;
    if let Some(source) = source {
        guesses.take(source, now).map_err(Error::TooMany)?;
    }
    let code = service.parts().setup_code.as_ref();
    let right = code.is_some_and(|code| same(code, &request.code));
    if !right {
        return Err(Error::Unauthenticated(
            "the set-up code is wrong: it is in the server's log",
        ));
    }
    if let Some(source) = source {
        guesses.give_back(&source, now);
    }
    let organization = request.organization.trim();
    if organization.is_empty() {
        return Err(Error::invalid(
            "organization",
            "enter the organization's name",
        ));
    }
    let email = parse_email(&request.email)?;
    password::check(&request.password)?;
    Ok(Prepared {
        organization: organization.to_owned(),
        email,
        password_hash: service
            .passwords()
            .hash(&request.password, service.entropy())
            .await?,
    })
}

/// Makes the organization and its first admin, once.
pub(super) async fn found(
    service: &Service,
    tx: &WriteTx,
    prepared: Prepared,
) -> Result<Founded, Error> {
    let now = service.now();
    if users::count(tx).await? > 0 {
        return Err(Error::Unauthenticated(
            "this instance is set up already: sign in",
        ));
    }
    let organization = Organization {
        id: OrganizationId::generate(service.clock(), service.entropy()),
        slug: Slug::from_title(&prepared.organization),
        name: prepared.organization,
        created_at: now,
    };
    organization::insert(tx, &organization).await?;
    let user = User {
        id: UserId::generate(service.clock(), service.entropy()),
        name: prepared.email.clone(),
        email: prepared.email,
        password_hash: prepared.password_hash,
        org_role: OrgRole::Admin,
        created_at: now,
    };
    users::insert(tx, &user).await?;
    Ok(Founded { organization, user })
}

fn same(left: &SecretString, right: &SecretString) -> bool {
    left.expose_secret()
        .trim()
        .as_bytes()
        .ct_eq(right.expose_secret().trim().as_bytes())
        .into()
}
