//! Secrets that the reader of an answer is meant to have.

use secrecy::{ExposeSecret, SecretString};
use serde::Serializer;

/// Writes a secret out, in an answer that exists to hand it over.
pub(in crate::api) fn given_out<S: Serializer>(
    secret: &SecretString,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}
