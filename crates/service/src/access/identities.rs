//! Machine identities.

use model::access::OrgRole;
use model::entropy::random_bytes;
use model::id::{ClientSecretId, IdentityId};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use std::time::Duration;
use store::identities::{self, ClientSecret, Identity, UniversalAuth};
use uuid::{Builder, Uuid};

use super::token::{self, Purpose};
use crate::{Caller, Error, Service, audit};

/// How long an access token lasts, and how long it can be renewed for, unless set otherwise
/// (Infisical's default: 30 days).
const ACCESS_TOKEN_TTL: Duration = Duration::from_hours(30 * 24);

/// A machine identity just made, with the client secret that is shown once.
pub struct NewIdentity {
    /// The identity.
    pub id: IdentityId,
    /// What it signs in with.
    pub client_id: Uuid,
    /// The secret to it; only its HMAC is kept.
    pub client_secret: SecretString,
}

/// Makes a machine identity with universal auth and one client secret.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::Invalid`] for an empty name.
pub async fn create_identity(
    service: &Service,
    caller: &Caller,
    name: &str,
    role: OrgRole,
) -> Result<NewIdentity, Error> {
    caller.must_be_admin()?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Error::invalid("name", "use 1 to 100 characters"));
    }
    let (clock, entropy, now) = (service.clock(), service.entropy(), service.now());
    let identity = Identity {
        id: IdentityId::generate(clock, entropy),
        name: name.to_owned(),
        org_role: role,
        created_at: now,
    };
    let client_id = Builder::from_random_bytes(random_bytes(entropy)).into_uuid();
    let client_secret = token::generate(service);

    let tx = service.store().write().await?;
    identities::insert(&tx, &identity).await?;
    let universal_auth = UniversalAuth {
        identity_id: identity.id,
        client_id,
        access_token_ttl: ACCESS_TOKEN_TTL,
        access_token_max_ttl: ACCESS_TOKEN_TTL,
        created_at: now,
    };
    identities::put_universal_auth(&tx, &universal_auth).await?;
    let secret = ClientSecret {
        id: ClientSecretId::generate(clock, entropy),
        identity_id: identity.id,
        secret_hmac: token::digest(service, &tx, Purpose::ClientSecret, &client_secret)
            .await?
            .to_vec(),
        prefix: client_secret.expose_secret().chars().take(4).collect(),
        description: String::new(),
        created_at: now,
        expires_at: None,
        uses: 0,
        uses_limit: 0,
        revoked: false,
    };
    identities::insert_client_secret(&tx, &secret).await?;
    let detail = json!({ "identityId": identity.id, "name": identity.name });
    audit::record(service, &tx, caller, "create-identity", None, detail).await?;
    tx.commit().await?;
    Ok(NewIdentity {
        id: identity.id,
        client_id,
        client_secret,
    })
}
