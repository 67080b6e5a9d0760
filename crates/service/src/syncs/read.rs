//! Looking at syncs.

use model::Slug;
use model::access::Action;
use model::id::{ProjectId, SyncId};
use store::syncs;

use super::{Sync, find};
use crate::{Caller, Error, Service, What};

/// The syncs of a project, by name.
///
/// # Errors
/// [`Error::Denied`] without the permission to see the project's syncs.
pub async fn list(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
) -> Result<Vec<Sync>, Error> {
    let tx = service.store().read().await?;
    caller.must(&tx, project, Action::ReadSyncs).await?;
    let mut found = Vec::new();
    for row in syncs::list(&tx, project).await? {
        found.push(Sync::of(&tx, row).await?);
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
/// [`Error::NotFound`] when the project has none of that name.
pub async fn by_name(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    name: &Slug,
) -> Result<Sync, Error> {
    let tx = service.store().read().await?;
    caller.must(&tx, project, Action::ReadSyncs).await?;
    let row = syncs::by_name(&tx, project, name)
        .await?
        .ok_or_else(|| Error::not_found(What::Sync, name))?;
    Sync::of(&tx, row).await
}
