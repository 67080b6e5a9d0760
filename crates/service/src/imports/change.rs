//! Changing an import: what it imports, and its place among the others.

use model::access::Action;
use model::id::SecretImportId;
use serde_json::json;
use store::WriteTx;
use store::imports;

use super::create::{may_import, taken};
use super::find::here;
use super::view::{Import, place_of};
use crate::secrets::{self, Place};
use crate::{Caller, Error, Service, audit};

/// A change of an import. What is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ImportChange {
    /// Another folder to import.
    pub target: Option<Place>,
    /// A new place among the folder's imports, from 1; beyond the last it is the last.
    pub position: Option<i64>,
}

/// Changes an import of a folder.
///
/// # Errors
/// [`Error::NotFound`] when the folder has no such import, or the new target is not there; otherwise
/// as [`super::create`].
pub async fn update(
    service: &Service,
    caller: &Caller,
    place: &Place,
    id: SecretImportId,
    change: ImportChange,
) -> Result<Import, Error> {
    let tx = service.store().write().await?;
    caller
        .must_at(&tx, place.project, Action::EditImports, &place.at())
        .await?;
    let mut row = here(&tx, place, id).await?;
    if let Some(target) = &change.target {
        let target_folder = may_import(caller, &tx, row.folder_id, target).await?;
        imports::update(&tx, id, target_folder, row.position, service.now())
            .await
            .map_err(taken(target))?;
        row.target_folder_id = target_folder;
    }
    if let Some(position) = change.position {
        reorder(service, &tx, &row, position).await?;
    }
    let row = here(&tx, place, id).await?;
    let target = place_of(&tx, row.target_folder_id).await?;
    let detail = json!({
        "secretImportId": id,
        "importFromEnvironment": target.environment,
        "importFromSecretPath": target.path,
        "importToEnvironment": place.environment,
        "importToSecretPath": place.path,
        "position": row.position,
    });
    audit::record(
        service,
        &tx,
        caller,
        "update-secret-import",
        Some(place.project),
        detail,
    )
    .await?;
    secrets::settle(service, &tx, &[row.folder_id]).await?;
    let import = Import::of(&tx, row).await?;
    tx.commit().await?;
    service.wake();
    Ok(import)
}

/// Puts an import at a place and counts the others on from 1.
async fn reorder(
    service: &Service,
    tx: &WriteTx,
    moved: &imports::Import,
    position: i64,
) -> Result<(), Error> {
    let mut order = imports::list(tx, moved.folder_id).await?;
    order.retain(|import| import.id != moved.id);
    let spot = usize::try_from(position.saturating_sub(1)).unwrap_or(0);
    order.insert(spot.min(order.len()), moved.clone());
    number(service, tx, &order).await
}

/// Counts imports from 1 in this order.
pub(super) async fn number(
    service: &Service,
    tx: &WriteTx,
    order: &[imports::Import],
) -> Result<(), Error> {
    for (position, import) in (1..).zip(order) {
        if import.position != position {
            let at = service.now();
            imports::update(tx, import.id, import.target_folder_id, position, at).await?;
        }
    }
    Ok(())
}
