//! The shape of a folder, and the fields that name the folder around it.

use model::id::{EnvironmentId, FolderId, ProjectId};
use model::{SecretPath, Slug, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use service::projects;
use utoipa::ToSchema;

use crate::api::description::{Fields, text, uuid};

/// A folder. Its path has its own name at the end.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Folder {
    id: FolderId,
    name: String,
    version: i64,
    env_id: EnvironmentId,
    parent_id: Option<FolderId>,
    path: SecretPath,
    is_reserved: bool,
    description: Option<String>,
    last_secret_modified: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// A folder with the environment and project around it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlacedFolder {
    #[serde(flatten)]
    folder: Folder,
    project_id: ProjectId,
    environment: FolderEnvironment,
}

/// The environment of a folder.
#[derive(Serialize, ToSchema)]
pub(super) struct FolderEnvironment {
    #[serde(rename = "envId")]
    id: EnvironmentId,
    #[serde(rename = "envName")]
    name: String,
    #[serde(rename = "envSlug")]
    slug: Slug,
}

/// The fields that name the folder around one.
pub(super) fn around() -> Fields {
    Fields::new()
        .required(
            "projectId",
            uuid(),
            "The project; `workspaceId` is its older name.",
        )
        .required("environment", text(), "The environment's slug.")
        .optional(
            "path",
            text().max_length(Some(1024)),
            "The folder around it, `/` when left out; `directory` is its older name.",
        )
}

/// The fields that name the folder around one, as the API's description shows them.
pub(super) fn example_of_around(more: Value) -> Value {
    let mut fields = json!({
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "environment": "prod",
        "path": "/",
    });
    if let (Some(fields), Value::Object(more)) = (fields.as_object_mut(), more) {
        fields.extend(more);
    }
    fields
}

/// A folder as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000004",
        "name": "checkout",
        "version": 1,
        "envId": "0198c0de-0000-7000-8000-000000000003",
        "parentId": "0198c0de-0000-7000-8000-000000000005",
        "path": "/checkout",
        "isReserved": false,
        "description": null,
        "lastSecretModified": null,
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
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
            version: folder.version,
            env_id: folder.environment,
            parent_id: folder.parent,
            path: folder.path,
            is_reserved: false,
            description: folder.description,
            last_secret_modified: None,
            created_at: folder.created_at,
            updated_at: folder.updated_at,
        }
    }
}

impl From<projects::Folder> for PlacedFolder {
    fn from(folder: projects::Folder) -> Self {
        Self {
            project_id: folder.project,
            environment: FolderEnvironment {
                id: folder.environment,
                name: folder.environment_name.clone(),
                slug: folder.environment_slug.clone(),
            },
            folder: folder.into(),
        }
    }
}
