//! Client secrets: what identities sign in with by universal auth.

use model::Timestamp;
use model::access::AuthMethod;
use model::id::{AuthMethodId, ClientSecretId, IdentityId};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use store::WriteTx;
use store::identities::{self, AuthMethodRow, ClientSecret, Revoked};
use uuid::Uuid;

use super::configure::find;
use super::terms::{count, seconds};
use crate::access::token::{self, Purpose};
use crate::{Caller, Error, Service, What, audit};

/// Characters that a description may have at most.
const LONGEST_DESCRIPTION: usize = 1_024;
/// Characters of a secret by which people tell it from others.
const PREFIX: usize = 4;

/// What a client secret is made of. The numbers are as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewClientSecret {
    /// What it is for.
    pub description: String,
    /// How often it may be used; zero for without limit.
    pub uses_limit: i64,
    /// Seconds that it works; zero for without end.
    pub ttl: i64,
}

/// A client secret just made: this is the only time that it is shown.
pub struct MadeClientSecret {
    /// The client id that goes with it.
    pub client_id: Uuid,
    /// The secret; only its HMAC is kept.
    pub secret: SecretString,
    /// What is known of it from now on.
    pub view: ClientSecretView,
}

/// What is known of a client secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSecretView {
    /// Its id.
    pub id: ClientSecretId,
    /// The universal auth it belongs to.
    pub auth_method: AuthMethodId,
    /// What it is for.
    pub description: String,
    /// Its first characters.
    pub prefix: String,
    /// How often it was used.
    pub uses: u64,
    /// How often it may be used; zero for without limit.
    pub uses_limit: u64,
    /// Seconds that it works; zero for without end.
    pub ttl: u64,
    /// Whether somebody took it back.
    pub revoked: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl ClientSecretView {
    fn new(row: ClientSecret, auth_method: AuthMethodId) -> Self {
        Self {
            id: row.id,
            auth_method,
            description: row.description,
            prefix: row.prefix,
            uses: row.uses,
            uses_limit: row.uses_limit,
            ttl: row.ttl,
            revoked: row.revoked,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Makes a client secret.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] when the identity has no universal auth;
/// [`Error::Invalid`] for what cannot be used.
pub async fn create_client_secret(
    service: &Service,
    caller: &Caller,
    identity: IdentityId,
    request: NewClientSecret,
) -> Result<MadeClientSecret, Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    let method = find(&tx, identity, AuthMethod::Universal).await?;
    let made = insert(service, &tx, &method, request).await?;
    let detail = json!({ "identityId": identity, "clientSecretId": made.view.id });
    let event = "create-identity-universal-auth-client-secret";
    audit::record(service, &tx, caller, event, None, detail).await?;
    tx.commit().await?;
    Ok(made)
}

/// An identity's client secrets, oldest first.
///
/// # Errors
/// [`Error::Outside`] for those who are no members of the organization; [`Error::NotFound`] when the
/// identity has no universal auth.
pub async fn client_secrets(
    service: &Service,
    caller: &Caller,
    identity: IdentityId,
) -> Result<Vec<ClientSecretView>, Error> {
    caller.must_belong()?;
    let tx = service.store().read().await?;
    let method = find(&tx, identity, AuthMethod::Universal).await?;
    let rows = identities::client_secrets(&tx, identity).await?;
    let view = |row| ClientSecretView::new(row, method.id);
    Ok(rows.into_iter().map(view).collect())
}

/// A client secret of an identity.
///
/// # Errors
/// As [`client_secrets`], and [`Error::NotFound`] when there is none of that id.
pub async fn client_secret(
    service: &Service,
    caller: &Caller,
    identity: IdentityId,
    id: ClientSecretId,
) -> Result<ClientSecretView, Error> {
    caller.must_belong()?;
    let tx = service.store().read().await?;
    let method = find(&tx, identity, AuthMethod::Universal).await?;
    let row = identities::client_secret(&tx, identity, id).await?;
    let row = row.ok_or_else(|| Error::not_found(What::ClientSecret, id))?;
    Ok(ClientSecretView::new(row, method.id))
}

/// Takes a client secret back. The tokens that were given for it end at once.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] when there is none of that id. One that was
/// taken back already is no error.
pub async fn revoke_client_secret(
    service: &Service,
    caller: &Caller,
    identity: IdentityId,
    id: ClientSecretId,
) -> Result<ClientSecretView, Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    let method = find(&tx, identity, AuthMethod::Universal).await?;
    let row = identities::client_secret(&tx, identity, id).await?;
    let mut row = row.ok_or_else(|| Error::not_found(What::ClientSecret, id))?;
    let now = service.now();
    if identities::revoke_client_secret(&tx, id, now).await? {
        identities::revoke_tokens(&tx, Revoked::ClientSecret(id), now).await?;
        let detail = json!({ "identityId": identity, "clientSecretId": id });
        let event = "revoke-identity-universal-auth-client-secret";
        audit::record(service, &tx, caller, event, None, detail).await?;
        tx.commit().await?;
        (row.revoked, row.updated_at) = (true, now);
    }
    Ok(ClientSecretView::new(row, method.id))
}

/// Adds a client secret, without a record of it.
pub(in crate::access) async fn insert(
    service: &Service,
    tx: &WriteTx,
    method: &AuthMethodRow,
    request: NewClientSecret,
) -> Result<MadeClientSecret, Error> {
    let now = service.now();
    let ttl = seconds("ttl", request.ttl)?;
    if request.description.chars().count() > LONGEST_DESCRIPTION {
        let problem = "use at most 1,024 characters";
        return Err(Error::invalid("description", problem));
    }
    let client_id = method
        .client_id
        .ok_or_else(|| Error::Internal("universal auth without a client id".to_owned()))?;
    let secret = token::generate(service);
    let digest = token::digest(service, tx, Purpose::ClientSecret, &secret).await?;
    let row = ClientSecret {
        id: ClientSecretId::generate(service.clock(), service.entropy()),
        identity_id: method.identity_id,
        secret_hmac: digest.to_vec(),
        prefix: secret.expose_secret().chars().take(PREFIX).collect(),
        description: request.description,
        created_at: now,
        updated_at: now,
        ttl: ttl.as_secs(),
        expires_at: (!ttl.is_zero()).then(|| now + ttl),
        uses: 0,
        uses_limit: count("numUsesLimit", request.uses_limit)?,
        revoked: false,
    };
    identities::insert_client_secret(tx, &row).await?;
    Ok(MadeClientSecret {
        client_id,
        secret,
        view: ClientSecretView::new(row, method.id),
    })
}
