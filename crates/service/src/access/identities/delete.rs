//! Deleting a machine identity.

use model::id::IdentityId;
use serde_json::json;
use store::identities;
use store::memberships::Principal;

use super::{MachineIdentity, read};
use crate::access::members::all_access_changes;
use crate::{Caller, Error, Service, What, audit};

const PROTECTED: Error = Error::Refused(
    "the machine identity is protected from deletion: set `hasDeleteProtection` to false first",
);

/// Deletes a machine identity. Its tokens end at once, and it is no longer a member of any project.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::NotFound`] when there is none; [`Error::Refused`] while
/// it is protected.
pub async fn delete_identity(
    service: &Service,
    caller: &Caller,
    id: IdentityId,
) -> Result<MachineIdentity, Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    let found = identities::get(&tx, id).await?;
    let row = found.ok_or_else(|| Error::not_found(What::Identity, id))?;
    if row.delete_protection {
        return Err(PROTECTED);
    }
    let methods = read::kinds(&tx, id).await?;
    all_access_changes(service, &tx, Principal::Identity(id), row.org_role).await?;
    identities::delete(&tx, id).await?;
    let detail = json!({ "identityId": id, "name": row.name });
    audit::record(service, &tx, caller, "delete-identity", None, detail).await?;
    tx.commit().await?;
    service.wake();
    MachineIdentity::new(row, methods)
}
