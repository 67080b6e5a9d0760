//! An import as a caller sees it.

use model::Timestamp;
use model::id::{FolderId, SecretImportId};
use store::ReadTx;

use crate::projects::{Environment, find_environment};
use crate::secrets::Place;
use crate::{Error, What};

/// A folder that another one imports.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its id.
    pub id: SecretImportId,
    /// The folder that imports.
    pub folder: FolderId,
    /// Where that folder lies.
    pub place: Place,
    /// The environment of the folder that imports.
    pub environment: Environment,
    /// The folder that is imported.
    pub target: Place,
    /// The environment of the folder that is imported.
    pub target_environment: Environment,
    /// Its place among the folder's imports, from 1.
    pub position: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Import {
    pub(super) async fn of(tx: &ReadTx, row: store::imports::Import) -> Result<Self, Error> {
        let place = place_of(tx, row.folder_id).await?;
        let target = place_of(tx, row.target_folder_id).await?;
        Ok(Self {
            id: row.id,
            folder: row.folder_id,
            environment: find_environment(tx, place.project, &place.environment).await?,
            target_environment: find_environment(tx, target.project, &target.environment).await?,
            place,
            target,
            position: row.position,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Where a folder lies.
pub(crate) async fn place_of(tx: &ReadTx, folder: FolderId) -> Result<Place, Error> {
    let folder = store::folders::get(tx, folder)
        .await?
        .ok_or_else(|| Error::not_found(What::Folder, folder))?;
    Ok(Place {
        project: folder.project_id,
        environment: folder.environment,
        path: folder.path,
    })
}
