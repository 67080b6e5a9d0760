//! What signing in by somebody else's token has in common.

use azure::jwt::{JwtError, KeyError};
use model::access::AuthMethod;
use model::id::{AuthMethodId, IdentityId};
use secrecy::SecretString;
use serde_json::json;
use store::identities;
use time::OffsetDateTime;

use crate::access::TokenGrant;
use crate::access::access_tokens::{caller, issue};
use crate::access::auth_methods::{ConfiguredAuth, login_event};
use crate::access::guessing::Machine;
use crate::{Error, Origin, Service, What, audit};

/// A token of another issuer that a machine shows.
pub struct ExternalLogin {
    /// The identity it wants to be.
    pub identity: IdentityId,
    /// The token.
    pub jwt: SecretString,
    /// Where the call comes from.
    pub origin: Origin,
}

/// Finds how the identity signs in, has the token judged, and gives an access token.
pub(super) async fn sign_in<'a, J>(
    service: &'a Service,
    login: &'a ExternalLogin,
    kind: AuthMethod,
    judge: impl FnOnce(&'a Service, &'a ExternalLogin, ConfiguredAuth) -> J,
) -> Result<TokenGrant, Error>
where
    J: Future<Output = Result<(), Error>>,
{
    let ExternalLogin {
        identity, origin, ..
    } = login;
    let machine = Machine::new(kind.as_str(), identity, origin);
    let proof = prove(service, login, kind, judge);
    let machines = &service.guesses().machines;
    let id = machines.judge(machine, service.now(), proof).await?;

    let missing = || Error::not_found(What::AuthMethod, kind);
    let tx = service.store().write().await?;
    let method = identities::auth_method_by_id(&tx, id).await?;
    let method = method.ok_or_else(missing)?;
    let found = identities::get(&tx, *identity).await?;
    let found = found.ok_or_else(|| Error::not_found(What::Identity, identity))?;
    let issued = issue(service, &tx, &method, None, "").await?;
    let caller = caller(found, origin);
    audit::record(service, &tx, &caller, login_event(kind), None, json!({})).await?;
    tx.commit().await?;
    Ok(issued.grant)
}

/// The auth method that the token was judged good for.
async fn prove<'a, J>(
    service: &'a Service,
    login: &'a ExternalLogin,
    kind: AuthMethod,
    judge: impl FnOnce(&'a Service, &'a ExternalLogin, ConfiguredAuth) -> J,
) -> Result<AuthMethodId, Error>
where
    J: Future<Output = Result<(), Error>>,
{
    let method = {
        let tx = service.store().read().await?;
        let row = identities::auth_method(&tx, login.identity, kind).await?;
        ConfiguredAuth::try_from(row.ok_or_else(|| Error::not_found(What::AuthMethod, kind))?)?
    };
    let id = method.id;
    judge(service, login, method).await?;
    Ok(id)
}

/// The time now, as the checks of tokens want it.
pub(super) fn now(service: &Service) -> Result<OffsetDateTime, Error> {
    let nanos = i128::from(service.now().as_micros()) * 1_000;
    OffsetDateTime::from_unix_timestamp_nanos(nanos)
        .map_err(|error| Error::Internal(format!("the clock: {error}")))
}

/// Why a token's signature was not accepted.
pub(super) fn refused_by_keys(error: KeyError) -> Error {
    match error {
        KeyError::Token(error) => refused(error),
        KeyError::Address => Error::Unauthenticated(
            "the issuer's keys may not be fetched from where they are said to be: use https",
        ),
        KeyError::Unreachable(cause) => {
            tracing::warn!(%cause, "the keys of an issuer could not be fetched");
            Error::Unauthenticated("the issuer's keys could not be fetched: try again")
        }
    }
}

/// Why a token was not accepted.
pub(super) fn refused(error: JwtError) -> Error {
    Error::Unauthenticated(match error {
        JwtError::Malformed => "the token is no JSON Web Token",
        JwtError::Algorithm => "the token is not signed in a way that is accepted",
        JwtError::UnknownKey => "the token is signed by a key that its issuer does not have",
        JwtError::Signature => "the token's signature is not its issuer's",
        JwtError::Expired => "the token has expired",
        JwtError::TooEarly => "the token is not valid yet",
        JwtError::Issuer => "the token is of another issuer",
        JwtError::Audience => "the token is for another audience",
        JwtError::Tenant => "the token is of another tenant",
        JwtError::Claims => "the token lacks claims that are asked for",
    })
}
