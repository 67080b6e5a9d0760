//! Changing a machine identity.

use model::access::OrgRole;
use model::id::IdentityId;
use serde_json::json;
use store::identities;
use store::memberships::Principal;

use super::{MachineIdentity, checked_name, metadata, read};
use crate::access::members::all_access_changes;
use crate::{Caller, Error, Service, What, audit};

/// What to change of a machine identity; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdentityChange {
    /// Its name, 1 to 100 characters.
    pub name: Option<String>,
    /// Its role in the organization, which counts from its next call on.
    pub org_role: Option<OrgRole>,
    /// Whether it cannot be deleted until that is switched off.
    pub delete_protection: Option<bool>,
    /// Keys and values to keep with it, in place of those there are.
    pub metadata: Option<Vec<(String, String)>>,
}

/// Changes a machine identity.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] when there is none; [`Error::Invalid`] for a
/// name or metadata that cannot be used.
pub async fn update_identity(
    service: &Service,
    caller: &Caller,
    id: IdentityId,
    change: IdentityChange,
) -> Result<MachineIdentity, Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    let found = identities::get(&tx, id).await?;
    let mut row = found.ok_or_else(|| Error::not_found(What::Identity, id))?;
    if let Some(name) = change.name {
        row.name = checked_name(&name)?;
    }
    if let Some(pairs) = change.metadata {
        row.metadata = metadata::write(service, pairs)?;
    }
    if let Some(role) = change.org_role.filter(|role| *role != row.org_role) {
        for role in [row.org_role, role] {
            all_access_changes(service, &tx, Principal::Identity(id), role).await?;
        }
        row.org_role = role;
    }
    row.delete_protection = change.delete_protection.unwrap_or(row.delete_protection);
    row.updated_at = service.now();
    identities::update(&tx, &row).await?;
    let detail = json!({ "identityId": id, "name": row.name, "role": row.org_role });
    audit::record(service, &tx, caller, "update-identity", None, detail).await?;
    let methods = read::kinds(&tx, id).await?;
    tx.commit().await?;
    service.wake();
    MachineIdentity::new(row, methods)
}
