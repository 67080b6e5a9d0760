//! Adding a folder.

use model::SecretPath;
use model::access::{Action, At};
use model::id::FolderId;
use model::secret::FolderName;
use serde_json::json;
use store::{Constraint, folders};

use super::find;
use crate::projects::{Folder, find_environment, text};
use crate::secrets::Place;
use crate::{Caller, Error, Service, What, audit};

/// What a new folder needs.
#[derive(Debug, Clone)]
pub struct NewFolder {
    /// Its name.
    pub name: FolderName,
    /// What it is for.
    pub description: Option<String>,
}

impl From<&FolderName> for NewFolder {
    fn from(name: &FolderName) -> Self {
        Self {
            name: name.clone(),
            description: None,
        }
    }
}

/// Adds a folder to a place. The folders around it are made too where they are missing.
///
/// # Errors
/// [`Error::NotFound`] when the environment is not there; [`Error::Taken`] when the place has such a
/// folder; [`Error::Denied`] without the right to add folders, there or where one is missing.
pub async fn create_folder(
    service: &Service,
    caller: &Caller,
    place: &Place,
    request: impl Into<NewFolder>,
) -> Result<Folder, Error> {
    let request = request.into();
    text::description("description", request.description.as_deref())?;
    let path = SecretPath::parse(place.path.join(&request.name).as_str())
        .map_err(Error::bad_name("name"))?;

    let tx = service.store().write().await?;
    let grants = caller.grants(&tx, place.project).await?;
    if !grants.allows(Action::CreateFolders, &place.at()) {
        return Err(Error::Denied(Action::CreateFolders));
    }
    let environment = find_environment(&tx, place.project, &place.environment).await?;
    let around = place.path.folders().count();
    let mut here = find(&tx, &root_of(place)).await?;
    for (depth, name) in path.folders().enumerate() {
        let next = here.path.join(&name);
        let is_new = depth == around;
        let known = folders::by_path(&tx, environment.id, &next).await?;
        if let Some(known) = known.filter(|_| !is_new) {
            here = known.into();
            continue;
        }
        let at = At::folder(place.environment.as_str(), here.path.as_str());
        if !grants.allows(Action::CreateFolders, &at) {
            return Err(Error::Denied(Action::CreateFolders));
        }
        let row = folders::NewFolder {
            id: FolderId::generate(service.clock(), service.entropy()),
            environment_id: environment.id,
            parent_id: Some(here.id),
            path: next,
            description: request.description.clone().filter(|_| is_new),
            created_at: service.now(),
        };
        let taken = Error::taken(What::Folder, &row.path, Constraint::FolderPath);
        folders::insert(&tx, &row).await.map_err(taken)?;
        let detail = json!({ "environment": place.environment, "path": row.path });
        let project = Some(place.project);
        audit::record(service, &tx, caller, "create-folder", project, detail).await?;
        let made = Place {
            path: row.path,
            ..place.clone()
        };
        here = find(&tx, &made).await?;
    }
    tx.commit().await?;
    Ok(here)
}

fn root_of(place: &Place) -> Place {
    Place {
        path: SecretPath::root(),
        ..place.clone()
    }
}
