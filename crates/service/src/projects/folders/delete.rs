//! Deleting a folder.

use model::access::{Action, At};
use serde_json::json;
use store::folders;

use super::{Which, inside};
use crate::projects::Folder;
use crate::secrets::{self, Place};
use crate::{Caller, Error, Service, audit};

/// What to do with what is in a folder that is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    /// It goes too.
    Delete,
    /// The folder has to be empty.
    Refuse,
}

/// Deletes a folder inside a place. Syncs from it pause as without a source, and delete nothing.
///
/// # Errors
/// [`Error::NotFound`] when it is not there; [`Error::NotEmpty`] when it has to be empty and is not;
/// [`Error::Denied`] without the right to delete folders there, or the secrets in it.
pub async fn delete_folder(
    service: &Service,
    caller: &Caller,
    place: &Place,
    which: &Which,
    contents: Contents,
) -> Result<Folder, Error> {
    let tx = service.store().write().await?;
    let grants = caller.grants(&tx, place.project).await?;
    // Whoever may do this nowhere in the environment is not told what is there.
    let somewhere = At::environment(place.environment.as_str());
    if !grants.allows_somewhere(Action::DeleteFolders, &somewhere) {
        return Err(Error::Denied(Action::DeleteFolders));
    }
    let (gone, parent) = inside(&tx, place, which).await?;
    let environment = place.environment.as_str();
    if !grants.allows(
        Action::DeleteFolders,
        &At::folder(environment, parent.as_str()),
    ) {
        return Err(Error::Denied(Action::DeleteFolders));
    }
    let mut all = folders::list(&tx, gone.environment_id, &gone.path, true).await?;
    let has_folders = !all.is_empty();
    all.push(gone.clone());
    let ids: Vec<_> = all.iter().map(|folder| folder.id).collect();
    let full = folders::holding_secrets(&tx, &ids).await?;
    if contents == Contents::Refuse && (has_folders || !full.is_empty()) {
        return Err(Error::NotEmpty { path: gone.path });
    }
    for folder in all.iter().filter(|folder| full.contains(&folder.id)) {
        let at = At::folder(environment, folder.path.as_str());
        if !grants.allows(Action::DeleteSecrets, &at) {
            return Err(Error::Denied(Action::DeleteSecrets));
        }
    }
    // Before they are gone: they say whom that reaches.
    secrets::settle(service, &tx, &ids).await?;
    folders::delete(&tx, gone.id).await?;
    let detail = json!({
        "environment": place.environment,
        "folderId": gone.id,
        "path": gone.path,
        "folders": ids.len(),
    });
    let project = Some(place.project);
    audit::record(service, &tx, caller, "delete-folder", project, detail).await?;
    tx.commit().await?;
    service.wake();
    Ok(gone.into())
}
