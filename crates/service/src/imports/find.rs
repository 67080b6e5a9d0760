//! Finding imports.

use model::access::Action;
use model::id::SecretImportId;
use store::{ReadTx, imports};

use super::view::{Import, place_of};
use crate::projects::find_folder;
use crate::secrets::Place;
use crate::{Caller, Error, Service, What};

/// What a folder imports, in order.
///
/// # Errors
/// [`Error::NotFound`] when the place is not there; [`Error::Denied`] without the right to see
/// imports.
pub async fn list(service: &Service, caller: &Caller, place: &Place) -> Result<Vec<Import>, Error> {
    let tx = service.store().read().await?;
    caller
        .must_at(&tx, place.project, Action::ReadImports, &place.at())
        .await?;
    let folder = find_folder(&tx, place).await?;
    let mut found = Vec::new();
    for row in imports::list(&tx, folder.id).await? {
        found.push(Import::of(&tx, row).await?);
    }
    Ok(found)
}

/// An import by its id, whichever folder it is of.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or in a project that the caller does not see;
/// [`Error::Denied`] without the right to see imports.
pub async fn get(service: &Service, caller: &Caller, id: SecretImportId) -> Result<Import, Error> {
    let tx = service.store().read().await?;
    let missing = || Error::not_found(What::Import, id);
    let row = imports::get(&tx, id).await?.ok_or_else(missing)?;
    let place = place_of(&tx, row.folder_id).await?;
    let grants = caller.grants(&tx, place.project).await?;
    if !grants.sees_project() {
        return Err(missing());
    }
    if !grants.allows(Action::ReadImports, &place.at()) {
        return Err(Error::Denied(Action::ReadImports));
    }
    Import::of(&tx, row).await
}

/// An import that the folder has to have.
pub(super) async fn here(
    tx: &ReadTx,
    place: &Place,
    id: SecretImportId,
) -> Result<imports::Import, Error> {
    let folder = find_folder(tx, place).await?;
    imports::get(tx, id)
        .await?
        .filter(|row| row.folder_id == folder.id)
        .ok_or_else(|| Error::not_found(What::Import, id))
}
