//! Universal auth: an access token for a client id and a client secret.

use model::id::{AuthMethodId, ClientSecretId};
use secrecy::SecretString;
use serde_json::json;
use store::identities;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::access::TokenGrant;
use crate::access::access_tokens::{caller, issue};
use crate::access::auth_methods::{ConfiguredAuth, Settings, login_event};
use crate::access::guessing::Machine;
use crate::access::token::{self, Purpose};
use crate::{Error, Origin, Service, audit};

const INVALID_CREDENTIALS: Error = Error::Unauthenticated("Invalid credentials");

/// An access token for a client id and secret.
///
/// # Errors
/// [`Error::Unauthenticated`], the same for whatever is wrong: the id, the secret, the address, or that
/// the secret has ended; [`Error::TooMany`] after ten wrong ones within 15 minutes from one address.
pub async fn universal_auth(
    service: &Service,
    client_id: &str,
    client_secret: &SecretString,
    origin: &Origin,
) -> Result<TokenGrant, Error> {
    let client_id = Uuid::try_parse(client_id.trim()).unwrap_or_default();
    let machine = Machine::new("universal-auth", &client_id, origin);
    let proof = prove(service, client_id, client_secret, origin);
    let machines = &service.guesses().machines;
    let proof = machines.judge(machine, service.now(), proof).await?;

    let tx = service.store().write().await?;
    let method = identities::auth_method_by_id(&tx, proof.method).await?;
    let method = method.ok_or(INVALID_CREDENTIALS)?;
    let identity = identities::get(&tx, method.identity_id).await?;
    let identity = identity.ok_or(INVALID_CREDENTIALS)?;
    if !identities::count_use(&tx, proof.secret).await? {
        return Err(INVALID_CREDENTIALS);
    }
    let issued = issue(service, &tx, &method, Some(proof.secret), "").await?;
    let caller = caller(identity, origin);
    let detail = json!({ "clientSecretId": proof.secret });
    let event = login_event(method.kind);
    audit::record(service, &tx, &caller, event, None, detail).await?;
    tx.commit().await?;
    Ok(issued.grant)
}

/// What a client secret proves.
struct Proof {
    method: AuthMethodId,
    secret: ClientSecretId,
}

/// Looks at a client secret without keeping writers waiting.
async fn prove(
    service: &Service,
    client_id: Uuid,
    client_secret: &SecretString,
    origin: &Origin,
) -> Result<Proof, Error> {
    let now = service.now();
    let tx = service.store().read().await?;
    let presented = token::digest(service, &tx, Purpose::ClientSecret, client_secret).await?;
    let method = identities::auth_method_by_client_id(&tx, client_id).await?;
    let method = ConfiguredAuth::try_from(method.ok_or(INVALID_CREDENTIALS)?)?;
    let secrets = identities::client_secrets(&tx, method.identity).await?;
    let secret = secrets
        .into_iter()
        .filter(|secret| {
            !secret.revoked
                && secret.expires_at.is_none_or(|end| now < end)
                && (secret.uses_limit == 0 || secret.uses < secret.uses_limit)
        })
        .find(|secret| secret.secret_hmac.ct_eq(&presented[..]).into())
        .ok_or(INVALID_CREDENTIALS)?;
    match &method.settings {
        Settings::Universal(auth) if origin.is_among(&auth.client_secret_addresses) => Ok(Proof {
            method: method.id,
            secret: secret.id,
        }),
        _ => Err(INVALID_CREDENTIALS),
    }
}
