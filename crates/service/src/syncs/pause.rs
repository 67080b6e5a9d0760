//! Stopping a sync, and letting it go on.

use model::access::Action;
use model::id::SyncId;
use serde_json::json;
use store::syncs::{self, PausedBy, SyncChanges, SyncSource};

use super::{Sync, find, writer};
use crate::{Caller, Error, Service, audit};

/// Stops a sync from running until it is resumed. A run under way ends as it would have.
///
/// # Errors
/// [`Error::NotFound`], or [`Error::Denied`] without the permission to change syncs.
pub async fn pause(service: &Service, caller: &Caller, id: SyncId) -> Result<Sync, Error> {
    let tx = service.store().write().await?;
    let row = find::sync(&tx, caller, id, Action::EditSyncs).await?;
    syncs::set_paused(&tx, id, Some(PausedBy::Person), None, service.now()).await?;
    let detail = json!({ "syncId": id, "paused": true });
    audit::record(
        service,
        &tx,
        caller,
        "update-secret-sync",
        Some(row.project_id),
        detail,
    )
    .await?;
    let paused = find::sync(&tx, caller, id, Action::EditSyncs).await?;
    let paused = Sync::of(&tx, paused).await?;
    tx.commit().await?;
    Ok(paused)
}

/// Lets a paused sync run again, at once. A source folder that was gone and is there again is found
/// by its path. One whose writer lost the access it lives by lives by the caller's from then on.
///
/// # Errors
/// [`Error::NotFound`], also when the source is still missing; [`Error::Denied`] without the
/// permission to change syncs, and for lost access without what the sync needs.
pub async fn resume(service: &Service, caller: &Caller, id: SyncId) -> Result<Sync, Error> {
    let tx = service.store().write().await?;
    let row = find::sync(&tx, caller, id, Action::EditSyncs).await?;
    let (project, now) = (row.project_id, service.now());
    if row.source.folder_id.is_none() {
        let SyncSource {
            environment, path, ..
        } = &row.source;
        let folder = find::source(&tx, caller, project, environment, path).await?;
        let source = SyncSource {
            folder_id: Some(folder.id),
            ..row.source.clone()
        };
        let found = SyncChanges {
            source: Some(source),
            ..SyncChanges::default()
        };
        syncs::update(&tx, id, row.version, &found, now).await?;
    }
    if row.paused == Some(PausedBy::Access) {
        writer::take_over(service, &tx, caller, &row).await?;
    }
    syncs::set_paused(&tx, id, None, None, now).await?;
    let detail = json!({ "syncId": id, "paused": false });
    audit::record(
        service,
        &tx,
        caller,
        "update-secret-sync",
        Some(project),
        detail,
    )
    .await?;
    let resumed = find::sync(&tx, caller, id, Action::EditSyncs).await?;
    let resumed = Sync::of(&tx, resumed).await?;
    tx.commit().await?;
    service.wake();
    Ok(resumed)
}
