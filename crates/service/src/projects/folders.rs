//! Folders of an environment.

use model::access::Action;
use model::id::FolderId;
use model::secret::FolderName;
use serde_json::json;
use store::folders::NewFolder;
use store::{Constraint, ReadTx, WriteTx};

use super::{Folder, find_environment};
use crate::secrets::Place;
use crate::{Caller, Error, Service, What, audit};

/// The folders under a place, by path.
///
/// # Errors
/// [`Error::NotFound`] when the environment is not there; [`Error::Denied`] without the right to
/// read.
pub async fn folders(
    service: &Service,
    caller: &Caller,
    place: &Place,
    recursive: bool,
) -> Result<Vec<Folder>, Error> {
    let tx = service.store().read().await?;
    let grants = caller.grants(&tx, place.project).await?;
    let at = place.at();
    if !grants.allows(Action::ReadFolders, &at)
        && !grants.allows_somewhere(Action::DescribeSecrets, &at)
    {
        return Err(Error::Denied(Action::ReadFolders));
    }
    let environment = find_environment(&tx, place.project, &place.environment).await?;
    let rows = store::folders::list(&tx, environment.id, &place.path, recursive).await?;
    Ok(rows.into_iter().map(Folder::from).collect())
}

/// Adds a folder to a place.
///
/// # Errors
/// [`Error::NotFound`] when the place is not there; [`Error::Taken`] when it has such a folder.
pub async fn create_folder(
    service: &Service,
    caller: &Caller,
    place: &Place,
    name: &FolderName,
) -> Result<Folder, Error> {
    let tx = service.store().write().await?;
    caller
        .must_at(&tx, place.project, Action::CreateFolders, &place.at())
        .await?;
    let parent = find(&tx, place).await?;
    let path = place.path.join(name);
    let row = NewFolder {
        id: FolderId::generate(service.clock(), service.entropy()),
        environment_id: parent.environment,
        parent_id: Some(parent.id),
        path: path.clone(),
        created_at: service.now(),
    };
    store::folders::insert(&tx, &row)
        .await
        .map_err(Error::taken(What::Folder, &path, Constraint::FolderPath))?;
    let folder = find(
        &tx,
        &Place {
            path,
            ..place.clone()
        },
    )
    .await?;
    let detail = json!({ "environment": place.environment, "path": folder.path });
    audit::record(
        service,
        &tx,
        caller,
        "create-folder",
        Some(place.project),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(folder)
}

/// The folder of a place.
pub(crate) async fn find(tx: &ReadTx, place: &Place) -> Result<Folder, Error> {
    let environment = find_environment(tx, place.project, &place.environment).await?;
    let row = store::folders::by_path(tx, environment.id, &place.path).await?;
    row.map(Folder::from)
        .ok_or_else(|| Error::not_found(What::Folder, &place.path))
}

/// The folder of a place, made with its parents when missing.
pub(crate) async fn ensure(
    service: &Service,
    tx: &WriteTx,
    place: &Place,
) -> Result<Folder, Error> {
    let environment = find_environment(tx, place.project, &place.environment).await?;
    let new_id = || FolderId::generate(service.clock(), service.entropy());
    let row =
        store::folders::ensure(tx, environment.id, &place.path, service.now(), new_id).await?;
    Ok(row.into())
}
