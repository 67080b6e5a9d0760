//! The shape of a folder.

use model::id::{EnvironmentId, FolderId};
use model::{SecretPath, Timestamp};
use serde::Serialize;
use service::projects;

/// A folder. Its path has its own name at the end.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Folder {
    id: FolderId,
    name: String,
    version: i64,
    env_id: EnvironmentId,
    path: SecretPath,
    is_reserved: bool,
    description: Option<String>,
    last_secret_modified: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<projects::Folder> for Folder {
    fn from(folder: projects::Folder) -> Self {
        let name = folder
            .path
            .split_last()
            .map_or("root".to_owned(), |(_, name)| name.to_string());
        Self {
            id: folder.id,
            name,
            version: 1,
            env_id: folder.environment,
            path: folder.path,
            is_reserved: false,
            description: None,
            last_secret_modified: None,
            created_at: folder.created_at,
            updated_at: folder.updated_at,
        }
    }
}
