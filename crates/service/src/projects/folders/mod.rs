//! Folders of an environment.

mod create;
mod delete;
mod update;

pub use create::{NewFolder, create_folder};
pub use delete::{Contents, delete_folder};
pub use update::{FolderChanges, update_folder};

use model::SecretPath;
use model::access::{Action, At, Grants};
use model::id::FolderId;
use model::secret::FolderName;
use store::{ReadTx, WriteTx};

use super::{Folder, find_environment};
use crate::secrets::Place;
use crate::{Caller, Error, Service, What};

/// Which folder inside another is meant.
#[derive(Debug, Clone)]
pub enum Which {
    /// The one with this id, wherever in the environment it lies.
    Id(FolderId),
    /// The one of this name.
    Named(FolderName),
}

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

/// One folder by id, whatever its project.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the caller may not know of it.
pub async fn get_folder(service: &Service, caller: &Caller, id: FolderId) -> Result<Folder, Error> {
    let tx = service.store().read().await?;
    let missing = || Error::not_found(What::Folder, id);
    let row = store::folders::get(&tx, id).await?.ok_or_else(missing)?;
    let grants = caller.grants(&tx, row.project_id).await?;
    let folder = Folder::from(row);
    if folder.is_seen_with(&grants) {
        Ok(folder)
    } else {
        Err(missing())
    }
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

/// A folder inside a place, by id or name, that is no root, with the one around it.
async fn inside(
    tx: &ReadTx,
    place: &Place,
    which: &Which,
) -> Result<(store::folders::Folder, SecretPath), Error> {
    let environment = find_environment(tx, place.project, &place.environment).await?;
    let (found, name) = match which {
        Which::Id(id) => (store::folders::get(tx, *id).await?, id.to_string()),
        Which::Named(name) => {
            let path = place.path.join(name);
            let found = store::folders::by_path(tx, environment.id, &path).await?;
            (found, path.to_string())
        }
    };
    let folder = found
        .filter(|folder| folder.environment_id == environment.id)
        .ok_or_else(|| Error::not_found(What::Folder, name))?;
    let Some((parent, _)) = folder.path.split_last() else {
        return Err(Error::invalid(
            "folderId",
            "the root folder of an environment cannot be changed or deleted: name another one",
        ));
    };
    Ok((folder, parent))
}

impl Folder {
    /// Whether somebody may know of it: they may see the folders of the one around it, or some secret
    /// in this one.
    fn is_seen_with(&self, grants: &Grants) -> bool {
        let environment = self.environment_slug.as_str();
        let parent = self.path.split_last().map(|(parent, _)| parent);
        let parent = parent.as_ref().unwrap_or(&self.path);
        grants.allows(
            Action::ReadFolders,
            &At::folder(environment, parent.as_str()),
        ) || grants.allows_somewhere(
            Action::DescribeSecrets,
            &At::folder(environment, self.path.as_str()),
        )
    }
}
