//! Signing in with e-mail address and password.

use model::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use store::users;

use super::browser::{Browser, attempt};
use super::session;
use crate::{Error, Service, audit};

const WRONG: Error = Error::Unauthenticated("the e-mail address or the password is wrong");

/// A browser session just opened.
pub struct SignedIn {
    /// What the cookie holds.
    pub token: SecretString,
    /// When it ends.
    pub expires_at: Timestamp,
    /// What the browser keeps beyond the session, so that it is known when somebody signs in with
    /// it again.
    pub device: SecretString,
}

/// Signs a person in.
///
/// # Errors
/// [`Error::Unauthenticated`] for an unknown address as for a wrong password, after the same time;
/// [`Error::TooMany`] after too many of those, without a look at the password.
pub async fn sign_in(
    service: &Service,
    email: &str,
    password: &SecretString,
    browser: &Browser,
) -> Result<SignedIn, Error> {
    let email = email.trim().to_lowercase();
    let (user, attempt) = {
        let tx = service.store().read().await?;
        let user = users::by_email(&tx, &email).await?;
        let id = user.as_ref().map(|user| user.id);
        let attempt = attempt(service, &tx, &email, id, browser).await?;
        (user, attempt)
    };
    let guesses = &service.guesses().passwords;
    guesses.admit(&attempt).map_err(Error::TooMany)?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let proved = service.passwords().matches(password, hash).await?;
    let user = user.filter(|_| proved).ok_or(WRONG)?;
    guesses.was_right(&attempt);
    let tx = service.store().write().await?;
    // While the password was compared, the person may have been removed or given another one.
    let now = users::get(&tx, user.id)
        .await?
        .filter(|now| now.password_hash.expose_secret() == user.password_hash.expose_secret());
    let user = now.ok_or(WRONG)?;
    let (signed_in, caller) = session::open(service, &tx, user, browser).await?;
    audit::record(service, &tx, &caller, "user-login", None, json!({})).await?;
    tx.commit().await?;
    Ok(signed_in)
}
