//! Universal auth: access tokens for machine identities (Infisical's name for client id and
//! client secret).

use std::time::Duration;

use model::id::AccessTokenId;
use secrecy::SecretString;
use serde_json::json;
use store::identities::{self, AccessTokenRow, Identity};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::token::{self, Purpose};
use crate::caller::Principal;
use crate::{Caller, Error, Service, audit};

const INVALID_CREDENTIALS: Error = Error::Unauthenticated("Invalid credentials");
const INVALID_TOKEN: Error =
    Error::Unauthenticated("the access token is unknown, expired or revoked: sign in again");

/// An access token just given to a machine identity.
pub struct TokenGrant {
    /// The token.
    pub token: SecretString,
    /// How long it is good for.
    pub expires_in: Duration,
    /// How long it can be renewed for, from its first issue.
    pub max_ttl: Duration,
}

/// An access token for a client id and secret.
///
/// # Errors
/// [`Error::Unauthenticated`], the same for whatever is wrong.
pub async fn universal_auth(
    service: &Service,
    client_id: &str,
    client_secret: &SecretString,
) -> Result<TokenGrant, Error> {
    let now = service.now();
    let tx = service.store().write().await?;
    let presented = token::digest(service, &tx, Purpose::ClientSecret, client_secret).await?;
    let client_id = Uuid::try_parse(client_id).map_err(|_| INVALID_CREDENTIALS)?;
    let auth = identities::universal_auth_by_client_id(&tx, client_id)
        .await?
        .ok_or(INVALID_CREDENTIALS)?;
    let identity = identities::get(&tx, auth.identity_id)
        .await?
        .ok_or(INVALID_CREDENTIALS)?;
    let secrets = identities::client_secrets(&tx, identity.id).await?;
    let secret = secrets
        .into_iter()
        .filter(|secret| {
            !secret.revoked
                && secret.expires_at.is_none_or(|end| now < end)
                && (secret.uses_limit == 0 || secret.uses < secret.uses_limit)
        })
        .find(|secret| secret.secret_hmac.ct_eq(&presented[..]).into())
        .ok_or(INVALID_CREDENTIALS)?;
    identities::count_use(&tx, secret.id).await?;

    let token = token::generate(service);
    let digest = token::digest(service, &tx, Purpose::AccessToken, &token).await?;
    let row = AccessTokenRow {
        id: AccessTokenId::generate(service.clock(), service.entropy()),
        identity_id: identity.id,
        created_at: now,
        expires_at: now + auth.access_token_ttl,
        max_expires_at: now + auth.access_token_max_ttl,
        revoked: false,
    };
    identities::insert_token(&tx, &row, &digest).await?;
    let caller = caller(identity);
    audit::record(
        service,
        &tx,
        &caller,
        "login-identity-universal-auth",
        None,
        json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(TokenGrant {
        token,
        expires_in: auth.access_token_ttl,
        max_ttl: auth.access_token_max_ttl,
    })
}

/// The caller behind a bearer token.
///
/// # Errors
/// [`Error::Unauthenticated`] when it is unknown, expired or revoked.
pub async fn bearer(service: &Service, token: &SecretString) -> Result<Caller, Error> {
    let tx = service.store().read().await?;
    let (_, identity) = find(service, &tx, token).await?;
    Ok(caller(identity))
}

/// Renews an access token for as long again as it lasted, up to its maximum.
///
/// # Errors
/// [`Error::Unauthenticated`] when it is unknown, expired or revoked.
pub async fn renew(service: &Service, token: &SecretString) -> Result<TokenGrant, Error> {
    let now = service.now();
    let tx = service.store().write().await?;
    let (row, identity) = find(service, &tx, token).await?;
    let auth = identities::universal_auth(&tx, identity.id)
        .await?
        .ok_or(INVALID_TOKEN)?;
    let expires_at = row.max_expires_at.min(now + auth.access_token_ttl);
    identities::extend_token(&tx, row.id, expires_at).await?;
    tx.commit().await?;
    Ok(TokenGrant {
        token: token.clone(),
        expires_in: expires_at.since(now),
        max_ttl: row.max_expires_at.since(row.created_at),
    })
}

/// Revokes an access token.
///
/// # Errors
/// [`Error::Unauthenticated`] when it is unknown, expired or revoked already.
pub async fn revoke(service: &Service, token: &SecretString) -> Result<(), Error> {
    let tx = service.store().write().await?;
    let (row, _) = find(service, &tx, token).await?;
    identities::revoke_token(&tx, row.id).await?;
    tx.commit().await?;
    Ok(())
}

async fn find(
    service: &Service,
    tx: &store::ReadTx,
    token: &SecretString,
) -> Result<(AccessTokenRow, Identity), Error> {
    let digest = token::digest(service, tx, Purpose::AccessToken, token).await?;
    let found = identities::token_by_hash(tx, &digest).await?;
    found
        .filter(|(row, _)| !row.revoked && service.now() < row.expires_at)
        .ok_or(INVALID_TOKEN)
}

fn caller(identity: Identity) -> Caller {
    Caller {
        principal: Principal::Identity {
            id: identity.id,
            name: identity.name,
        },
        org_role: identity.org_role,
    }
}
