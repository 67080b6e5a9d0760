//! Looking at syncs.

use model::Slug;
use model::access::{Action, At};
use model::id::{ProjectId, SyncId};
use store::syncs;

use super::{Sync, SyncPlace, find};
use crate::{Caller, Error, Service, What};

/// The syncs of a project that the caller may see, by name.
///
/// # Errors
/// [`Error::Denied`] without the permission to see any.
pub async fn list(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
) -> Result<Vec<Sync>, Error> {
    let tx = service.store().read().await?;
    let grants = caller.grants(&tx, project).await?;
    if !grants.allows_somewhere(Action::ReadSyncs, &At::project()) {
        return Err(Error::Denied(Action::ReadSyncs));
    }
    let mut found = Vec::new();
    for row in syncs::list(&tx, project).await? {
        let place = SyncPlace::of(&tx, &row).await?;
        if place.allows(&grants, Action::ReadSyncs) {
            found.push(Sync::of(&tx, row).await?);
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// One sync.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the caller may not know.
pub async fn get(service: &Service, caller: &Caller, id: SyncId) -> Result<Sync, Error> {
    let tx = service.store().read().await?;
    let row = find::sync(&tx, caller, id, Action::ReadSyncs).await?;
    Sync::of(&tx, row).await
}

/// One sync by name.
///
/// # Errors
/// [`Error::NotFound`] when the project has none of that name, or the caller may not know.
pub async fn by_name(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    name: &Slug,
) -> Result<Sync, Error> {
    let tx = service.store().read().await?;
    let missing = || Error::not_found(What::Sync, name);
    let row = syncs::by_name(&tx, project, name)
        .await?
        .ok_or_else(missing)?;
    let grants = caller.grants(&tx, project).await?;
    if !SyncPlace::of(&tx, &row)
        .await?
        .allows(&grants, Action::ReadSyncs)
    {
        return Err(missing());
    }
    Sync::of(&tx, row).await
}
