//! Making a machine identity.

use model::access::OrgRole;
use model::id::IdentityId;
use secrecy::SecretString;
use serde_json::json;
use store::WriteTx;
use store::identities::{self, Identity};
use uuid::Uuid;

use super::{MachineIdentity, checked_name, metadata};
use crate::access::auth_methods::{self, NewClientSecret, Settings, Terms, UniversalAuth};
use crate::{Caller, Error, Service, audit};

/// What a machine identity is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMachine {
    /// Its name, 1 to 100 characters.
    pub name: String,
    /// Its role in the organization.
    pub org_role: OrgRole,
    /// Whether it cannot be deleted until that is switched off.
    pub delete_protection: bool,
    /// Keys and values to keep with it, at most 100.
    pub metadata: Vec<(String, String)>,
}

/// A machine identity just made, with the client secret that is shown once.
pub struct NewIdentity {
    /// The identity.
    pub id: IdentityId,
    /// What it signs in with.
    pub client_id: Uuid,
    /// The secret to it; only its HMAC is kept.
    pub client_secret: SecretString,
}

/// Makes a machine identity that cannot sign in yet.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::Invalid`] for a name or metadata that cannot be used.
pub async fn create_machine(
    service: &Service,
    caller: &Caller,
    request: NewMachine,
) -> Result<MachineIdentity, Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    let identity = insert(service, &tx, caller, request).await?;
    tx.commit().await?;
    MachineIdentity::new(identity, Vec::new())
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
    let request = NewMachine {
        name: name.to_owned(),
        org_role: role,
        delete_protection: false,
        metadata: Vec::new(),
    };
    let tx = service.store().write().await?;
    let identity = insert(service, &tx, caller, request).await?;
    let settings = Settings::Universal(UniversalAuth::default());
    let method =
        auth_methods::insert(service, &tx, identity.id, &Terms::default(), &settings).await?;
    let secret = NewClientSecret::default();
    let made = auth_methods::insert_client_secret(service, &tx, &method, secret).await?;
    tx.commit().await?;
    Ok(NewIdentity {
        id: identity.id,
        client_id: made.client_id,
        client_secret: made.secret,
    })
}

/// Adds an identity, and the record of it.
pub(in crate::access) async fn insert(
    service: &Service,
    tx: &WriteTx,
    caller: &Caller,
    request: NewMachine,
) -> Result<Identity, Error> {
    let now = service.now();
    let identity = Identity {
        id: IdentityId::generate(service.clock(), service.entropy()),
        name: checked_name(&request.name)?,
        org_role: request.org_role,
        delete_protection: request.delete_protection,
        metadata: metadata::write(service, request.metadata)?,
        created_at: now,
        updated_at: now,
    };
    identities::insert(tx, &identity).await?;
    let detail = json!({ "identityId": identity.id, "name": identity.name });
    audit::record(service, tx, caller, "create-identity", None, detail).await?;
    Ok(identity)
}
