//! Signing in with e-mail address and password.

use model::Timestamp;
use secrecy::SecretString;
use serde_json::json;
use store::users;

use super::{password, session};
use crate::{Error, Service, audit};

/// A browser session just opened.
pub struct SignedIn {
    /// What the cookie holds.
    pub token: SecretString,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Signs a person in.
///
/// # Errors
/// [`Error::Unauthenticated`] for an unknown address as for a wrong password, after the same time.
pub async fn sign_in(
    service: &Service,
    email: &str,
    password: &SecretString,
) -> Result<SignedIn, Error> {
    let email = email.trim().to_lowercase();
    let user = {
        let tx = service.store().read().await?;
        users::by_email(&tx, &email).await?
    };
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let proved = password::matches(password, hash).await?;
    let Some(user) = user.filter(|_| proved) else {
        return Err(Error::Unauthenticated(
            "the e-mail address or the password is wrong",
        ));
    };
    let tx = service.store().write().await?;
    let (signed_in, caller) = session::open(service, &tx, user).await?;
    audit::record(service, &tx, &caller, "user-login", None, json!({})).await?;
    tx.commit().await?;
    Ok(signed_in)
}
