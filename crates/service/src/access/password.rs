//! Passwords: argon2id, two at a time, so that a flood of guesses cannot take the machine.

use std::sync::atomic::{AtomicU64, Ordering};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use model::Entropy;
use model::entropy::random_bytes;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::{Error, Service};

/// Characters a password must have at least.
pub(crate) const SHORTEST: usize = 12;

/// A hash that no password has, so that an unknown account costs as much time as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                      qrnmEEtD0YZUHRUvt0YBbJxGWVkLy7zTqpXDJwVk3Yc";

/// Evaluates passwords, and counts how many it compared.
pub(crate) struct Passwords {
    at_once: Semaphore,
    compared: AtomicU64,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            at_once: Semaphore::new(2),
            compared: AtomicU64::new(0),
        }
    }
}

/// How many passwords this process has compared with a hash, of accounts that exist or not.
#[must_use]
pub fn passwords_compared(service: &Service) -> u64 {
    service.passwords().compared.load(Ordering::Relaxed)
}

/// Checks that a new password is long enough.
pub(crate) fn check(password: &SecretString) -> Result<(), Error> {
    if password.expose_secret().chars().count() < SHORTEST {
        return Err(Error::invalid(
            "password",
            format!("use at least {SHORTEST} characters"),
        ));
    }
    Ok(())
}

impl Passwords {
    /// The hash to keep of a new password.
    pub(crate) async fn hash(
        &self,
        password: &SecretString,
        entropy: &dyn Entropy,
    ) -> Result<SecretString, Error> {
        let salt: [u8; 16] = random_bytes(entropy);
        let password = password.clone();
        self.costly(move || {
            let hash: PasswordHash = Argon2::default()
                .hash_password_with_salt(password.expose_secret().as_bytes(), &salt)
                .map_err(|error| Error::Internal(format!("password hash: {error}")))?;
            Ok(SecretString::from(hash.to_string()))
        })
        .await
    }

    /// Whether a password is the one behind a hash; without a hash it never is.
    pub(crate) async fn matches(
        &self,
        password: &SecretString,
        hash: Option<SecretString>,
    ) -> Result<bool, Error> {
        self.compared.fetch_add(1, Ordering::Relaxed);
        let password = password.clone();
        self.costly(move || {
            let known = hash.is_some();
            let parsed =
                PasswordHash::new(hash.as_ref().map_or(NOBODY, ExposeSecret::expose_secret))
                    .map_err(|error| Error::Internal(format!("stored password hash: {error}")))?;
            let verified = Argon2::default()
                .verify_password(password.expose_secret().as_bytes(), &parsed)
                .is_ok();
            Ok(known && verified)
        })
        .await
    }

    async fn costly<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self
            .at_once
            .acquire()
            .await
            .map_err(|_| Error::Internal("the password semaphore is closed".to_owned()))?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| Error::Internal(format!("password task: {error}")))?
    }
}
