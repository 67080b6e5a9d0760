//! Removing an import.

use model::access::Action;
use model::id::SecretImportId;
use serde_json::json;
use store::imports;

use super::change::number;
use super::find::here;
use super::view::Import;
use crate::secrets::{self, Place};
use crate::{Caller, Error, Service, audit};

/// Removes an import of a folder. What was imported stays where it lies.
///
/// # Errors
/// [`Error::NotFound`] when the folder has no such import; [`Error::Denied`] without the right to
/// delete imports.
pub async fn delete(
    service: &Service,
    caller: &Caller,
    place: &Place,
    id: SecretImportId,
) -> Result<Import, Error> {
    let tx = service.store().write().await?;
    caller
        .must_at(&tx, place.project, Action::DeleteImports, &place.at())
        .await?;
    let row = here(&tx, place, id).await?;
    let folder = row.folder_id;
    let import = Import::of(&tx, row).await?;
    imports::delete(&tx, id).await?;
    number(service, &tx, &imports::list(&tx, folder).await?).await?;
    let detail = json!({
        "secretImportId": id,
        "importFromEnvironment": import.target.environment,
        "importFromSecretPath": import.target.path,
        "importToEnvironment": place.environment,
        "importToSecretPath": place.path,
    });
    audit::record(
        service,
        &tx,
        caller,
        "delete-secret-import",
        Some(place.project),
        detail,
    )
    .await?;
    secrets::settle(service, &tx, &[folder]).await?;
    tx.commit().await?;
    service.wake();
    Ok(import)
}
