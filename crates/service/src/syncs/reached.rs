//! Which syncs a change of a folder's secrets reaches.

use model::Slug;
use model::access::{Action, At};
use store::syncs;

use super::SyncPlace;
use crate::projects::find_folder;
use crate::secrets::{Place, reached};
use crate::{Caller, Error, Service};

/// The names of the syncs that run when a secret of a folder changes, through references and imports
/// too; of those that the caller may see.
///
/// # Errors
/// [`Error::NotFound`] when the folder is not there.
pub async fn reached_from(
    service: &Service,
    caller: &Caller,
    place: &Place,
) -> Result<Vec<Slug>, Error> {
    let tx = service.store().read().await?;
    let grants = caller.grants(&tx, place.project).await?;
    if !grants.allows_somewhere(Action::ReadSyncs, &At::project()) {
        return Ok(Vec::new());
    }
    let folders = reached(&tx, &[find_folder(&tx, place).await?.id]).await?;
    let mut found = Vec::new();
    for row in syncs::list_by_sources(&tx, place.project, &folders).await? {
        if SyncPlace::of(&tx, &row)
            .await?
            .allows(&grants, Action::ReadSyncs)
        {
            found.push(row.name);
        }
    }
    found.sort();
    Ok(found)
}
