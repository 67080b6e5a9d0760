//! Finding the rows a use case is about, for a caller who may know of them.

use model::access::{Action, At};
use model::id::{ConnectionId, ProjectId, SyncId};
use model::{SecretPath, Slug};
use store::connections::Connection;
use store::folders::Folder;
use store::syncs::SecretSync;
use store::{ReadTx, environments, folders, syncs};

use super::SyncPlace;
use crate::{Caller, Error, What, connections};

/// A sync, for somebody who may do this with it.
pub(super) async fn sync(
    tx: &ReadTx,
    caller: &Caller,
    id: SyncId,
    action: Action,
) -> Result<SecretSync, Error> {
    let missing = || Error::not_found(What::Sync, id);
    let row = syncs::get(tx, id).await?.ok_or_else(missing)?;
    let place = SyncPlace::of(tx, &row).await?;
    let grants = caller.grants(tx, row.project_id).await?;
    if !place.allows(&grants, Action::ReadSyncs) {
        return Err(missing());
    }
    if !place.allows(&grants, action) {
        return Err(Error::Denied(action));
    }
    Ok(row)
}

/// A connection that the caller may use in syncs of the project.
pub(super) async fn connection(
    tx: &ReadTx,
    caller: &Caller,
    project: ProjectId,
    id: ConnectionId,
) -> Result<Connection, Error> {
    let found = store::connections::get(tx, id)
        .await?
        .ok_or_else(|| Error::not_found(What::Connection, id))?;
    connections::must_use(tx, caller, &found, project).await?;
    Ok(found)
}

/// The folder that secrets come from, for somebody who may read them.
pub(super) async fn source(
    tx: &ReadTx,
    caller: &Caller,
    project: ProjectId,
    environment: &Slug,
    path: &SecretPath,
) -> Result<Folder, Error> {
    let at = At::folder(environment.as_str(), path.as_str());
    caller
        .must_at(tx, project, Action::ReadSecrets, &at)
        .await?;
    let found = environments::by_slug(tx, project, environment)
        .await?
        .ok_or_else(|| Error::not_found(What::Environment, environment))?;
    folders::by_path(tx, found.id, path)
        .await?
        .ok_or_else(|| Error::not_found(What::Folder, path))
}
