//! Choosing another password.

use secrecy::SecretString;
use serde_json::json;
use store::{devices, sessions, users};

use super::person;
use crate::access::browser::{self, Browser, attempt};
use crate::access::{password, people};
use crate::{Caller, Error, Service, audit};

/// Puts a new password in place of the caller's. Every other browser has to sign in again. Returns
/// what this browser keeps from now on to be known again.
///
/// # Errors
/// [`Error::Invalid`] on `current` when that is not their password, or on `password` when the new one
/// is too short; [`Error::TooMany`] after too many wrong ones.
pub async fn change_password(
    service: &Service,
    caller: &Caller,
    current: &SecretString,
    new: &SecretString,
    browser: &Browser,
) -> Result<SecretString, Error> {
    let (id, session) = person(caller)?;
    password::check(new)?;
    let (user, attempt) = {
        let tx = service.store().read().await?;
        let user = people::find(&tx, id).await?;
        let attempt = attempt(service, &tx, &user.email, Some(id), browser).await?;
        (user, attempt)
    };
    let guesses = &service.guesses().passwords;
    guesses.admit(&attempt).map_err(Error::TooMany)?;
    let passwords = service.passwords();
    if !passwords.matches(current, Some(user.password_hash)).await? {
        return Err(Error::invalid("current", "this is not your password"));
    }
    guesses.was_right(&attempt);
    let hash = passwords.hash(new, service.entropy()).await?;

    let tx = service.store().write().await?;
    users::set_password_hash(&tx, id, &hash).await?;
    sessions::delete_of(&tx, id, Some(session)).await?;
    devices::forget(&tx, id).await?;
    let device = browser::remember(service, &tx, id, browser).await?;
    audit::record(
        service,
        &tx,
        caller,
        "update-user-password",
        None,
        json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(device)
}
