//! Looking at machine identities.

use model::access::AuthMethod;
use model::id::IdentityId;
use store::{ReadTx, identities as rows};

use super::MachineIdentity;
use crate::caller::Principal;
use crate::{Caller, Error, Service, What};

/// A machine identity. Members of the organization see all of them, and each sees itself.
///
/// # Errors
/// [`Error::Outside`] for others; [`Error::NotFound`] when there is none.
pub async fn identity(
    service: &Service,
    caller: &Caller,
    id: IdentityId,
) -> Result<MachineIdentity, Error> {
    if !matches!(caller.principal, Principal::Identity { id: own, .. } if own == id) {
        caller.must_belong()?;
    }
    let tx = service.store().read().await?;
    let found = rows::get(&tx, id).await?;
    let row = found.ok_or_else(|| Error::not_found(What::Identity, id))?;
    MachineIdentity::new(row, kinds(&tx, id).await?)
}

/// All machine identities, oldest first.
///
/// # Errors
/// [`Error::Outside`] for those who are no members of the organization.
pub async fn identities(service: &Service, caller: &Caller) -> Result<Vec<MachineIdentity>, Error> {
    caller.must_belong()?;
    let tx = service.store().read().await?;
    let kinds = rows::kinds_of_all(&tx).await?;
    let list = rows::list(&tx).await?.into_iter().map(|row| {
        let own = kinds.iter().filter(|(owner, _)| *owner == row.id);
        let own = own.map(|(_, kind)| *kind).collect();
        MachineIdentity::new(row, own)
    });
    list.collect()
}

pub(super) async fn kinds(tx: &ReadTx, id: IdentityId) -> Result<Vec<AuthMethod>, Error> {
    let methods = rows::auth_methods(tx, id).await?;
    Ok(methods.into_iter().map(|method| method.kind).collect())
}
