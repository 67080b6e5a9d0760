//! Renaming a folder, or describing it anew.

use model::SecretPath;
use model::access::{Action, At};
use model::secret::FolderName;
use serde_json::json;
use store::{Constraint, WriteTx, folders};

use super::{Which, inside};
use crate::projects::moving::{self, Move};
use crate::projects::{Folder, text};
use crate::secrets::Place;
use crate::{Caller, Error, Service, What, audit};

/// What to change of a folder; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct FolderChanges {
    /// Another name. What is inside moves along.
    pub name: Option<FolderName>,
    /// Another description, or none any more.
    pub description: Option<Option<String>>,
}

/// Changes a folder inside a place. Secrets in it keep their ids, and syncs from it follow it.
///
/// # Errors
/// [`Error::NotFound`] when it is not there; [`Error::Denied`] without the right to change folders
/// there, or with a new name to move its secrets; [`Error::Taken`] when the place has a folder of
/// the new name; [`Error::StillUsed`] while references have the old one.
pub async fn update_folder(
    service: &Service,
    caller: &Caller,
    place: &Place,
    which: &Which,
    changes: FolderChanges,
) -> Result<Folder, Error> {
    let described = changes.description.as_ref();
    text::description("description", described.and_then(|text| text.as_deref()))?;

    let tx = service.store().write().await?;
    let grants = caller.grants(&tx, place.project).await?;
    // Whoever may do this nowhere in the environment is not told what is there.
    let somewhere = At::environment(place.environment.as_str());
    if !grants.allows_somewhere(Action::EditFolders, &somewhere) {
        return Err(Error::Denied(Action::EditFolders));
    }
    let (before, parent) = inside(&tx, place, which).await?;
    let at = At::folder(place.environment.as_str(), parent.as_str());
    if !grants.allows(Action::EditFolders, &at) {
        return Err(Error::Denied(Action::EditFolders));
    }
    let name = changes.name.filter(|name| parent.join(name) != before.path);
    let path = name
        .as_ref()
        .map_or(before.path.clone(), |name| parent.join(name));
    if name.is_some() {
        rename(service, caller, &tx, &before, &path).await?;
    }
    let row = folders::FolderChanges {
        name,
        description: changes.description,
    };
    folders::update(&tx, before.id, &row, service.now())
        .await
        .map_err(Error::taken(What::Folder, &path, Constraint::FolderPath))?;
    let after = folders::get(&tx, before.id)
        .await?
        .ok_or_else(|| Error::not_found(What::Folder, before.id))?;
    let detail = json!({
        "environment": place.environment,
        "folderId": before.id,
        "oldPath": before.path,
        "newPath": after.path,
    });
    let project = Some(place.project);
    audit::record(service, &tx, caller, "update-folder", project, detail).await?;
    tx.commit().await?;
    service.wake();
    Ok(after.into())
}

/// What a new path asks for beyond the right to give it, and whom it reaches.
async fn rename(
    service: &Service,
    caller: &Caller,
    tx: &WriteTx,
    before: &folders::Folder,
    path: &SecretPath,
) -> Result<(), Error> {
    let below = folders::list(tx, before.environment_id, &before.path, true).await?;
    let mut moves = Vec::new();
    for folder in std::iter::once(before).chain(&below) {
        let rest = folder.path.as_str().strip_prefix(before.path.as_str());
        let goal = format!("{path}{}", rest.unwrap_or_default());
        moves.push(Move {
            folder,
            environment: folder.environment.clone(),
            path: SecretPath::parse(&goal).map_err(Error::bad_name("name"))?,
        });
    }
    let name = before.path.to_string();
    moving::prepare(service, caller, tx, (What::Folder, name), moves).await
}
