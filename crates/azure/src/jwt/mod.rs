//! JSON Web Tokens that others show: who signed them, and what they say (RFC 7519, RFC 7517).
//!
//! [`Jwt::parse`] reads one, [`KeyCache::verify`] finds its issuer's keys and gives its [`Claims`],
//! which nothing else can make: what a token says is never read before its signature is checked.

mod cache;
mod claims;
mod fetch;
mod keys;
mod token;

pub use cache::{KeyCache, KeyError, KeySource};
pub use claims::Claims;
pub use fetch::Unreachable;
pub use token::Jwt;

/// Why a token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwtError {
    /// It is no JSON Web Token of the compact form.
    #[error("the token is malformed")]
    Malformed,
    /// It is not signed, or in a way that is not accepted.
    #[error("the token's algorithm is not accepted")]
    Algorithm,
    /// It names a key that its issuer does not have.
    #[error("the token's key is not its issuer's")]
    UnknownKey,
    /// It is not signed by the key that it names.
    #[error("the token's signature is wrong")]
    Signature,
    /// Its time is over, or it has no end.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come.
    #[error("the token is not valid yet")]
    TooEarly,
    /// Another issued it.
    #[error("the token is of another issuer")]
    Issuer,
    /// It is for somebody else.
    #[error("the token is for another audience")]
    Audience,
    /// It is of another tenant.
    #[error("the token is of another tenant")]
    Tenant,
    /// It does not say what is asked for.
    #[error("the token lacks claims that are asked for")]
    Claims,
}
