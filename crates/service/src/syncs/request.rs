//! Asking for a run now, and confirming a plan that was held.

use model::access::Action;
use model::id::SyncId;
use model::sync::RunTrigger;
use serde_json::json;
use store::syncs;

use super::{Sync, find};
use crate::{Caller, Error, Service, audit};

/// Asks for a run now. One that is under way is followed by another.
///
/// # Errors
/// [`Error::Invalid`] when the sync is paused; [`Error::NotFound`]; [`Error::Denied`] without the
/// permission to run syncs.
pub async fn request_run(service: &Service, caller: &Caller, id: SyncId) -> Result<Sync, Error> {
    let tx = service.store().write().await?;
    let row = find::sync(&tx, caller, id, Action::RunSyncs).await?;
    if row.paused.is_some() {
        return Err(Error::invalid(
            "syncId",
            "the sync is paused: resume it first",
        ));
    }
    syncs::set_due(&tx, id, service.now(), RunTrigger::Request).await?;
    let detail = json!({ "syncId": id, "name": row.name });
    let event = "secret-sync-sync-secrets";
    audit::record(service, &tx, caller, event, Some(row.project_id), detail).await?;
    let due = find::sync(&tx, caller, id, Action::RunSyncs).await?;
    let due = Sync::of(&tx, due).await?;
    tx.commit().await?;
    service.wake();
    Ok(due)
}

/// Confirms exactly the plan that was held; it runs now. If the next run plans anything else, that
/// is held again.
///
/// # Errors
/// [`Error::Stale`] when the sync does not hold that plan any more; [`Error::NotFound`];
/// [`Error::Denied`] without the permission to run syncs.
pub async fn confirm(
    service: &Service,
    caller: &Caller,
    id: SyncId,
    fingerprint: &str,
) -> Result<Sync, Error> {
    let tx = service.store().write().await?;
    let row = find::sync(&tx, caller, id, Action::RunSyncs).await?;
    if !syncs::confirm_plan(&tx, id, fingerprint, service.now()).await? {
        return Err(Error::Stale);
    }
    let detail = json!({ "syncId": id, "name": row.name, "confirmedPlan": fingerprint });
    let event = "secret-sync-sync-secrets";
    audit::record(service, &tx, caller, event, Some(row.project_id), detail).await?;
    let due = find::sync(&tx, caller, id, Action::RunSyncs).await?;
    let due = Sync::of(&tx, due).await?;
    tx.commit().await?;
    service.wake();
    Ok(due)
}
