//! Deleting a sync, and before that, if asked, what it wrote.

use model::access::Action;
use model::id::SyncId;
use serde_json::json;
use store::syncs;

use super::remove::remove_written;
use super::{Sync, find};
use crate::{Caller, Error, Service, audit};

/// Deletes a sync. With `remove_secrets` what it wrote is deleted at the destination first;
/// otherwise its ledger is released, so that a new sync can own the same keys again.
///
/// # Errors
/// With `remove_secrets`: [`Error::Invalid`] while the sync runs, [`Error::Diagnosed`] when a key
/// could not be deleted, or the connection is not for it any more; the sync is left paused then, and deleting it can be tried again.
pub async fn delete(
    service: &Service,
    caller: &Caller,
    id: SyncId,
    remove_secrets: bool,
) -> Result<Sync, Error> {
    let gone = {
        let tx = service.store().read().await?;
        let row = find::sync(&tx, caller, id, Action::DeleteSyncs).await?;
        Sync::of(&tx, row).await?
    };
    if remove_secrets {
        remove_written(service, caller, id).await?;
    }
    let tx = service.store().write().await?;
    let row = find::sync(&tx, caller, id, Action::DeleteSyncs).await?;
    syncs::delete(&tx, id).await?;
    let detail = json!({ "syncId": id, "name": row.name, "removeSecrets": remove_secrets });
    audit::record(
        service,
        &tx,
        caller,
        "delete-secret-sync",
        Some(row.project_id),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(gone)
}
