//! The shape of an import, and the fields of a request that name what is imported.

use model::id::{EnvironmentId, FolderId, ProjectId, SecretImportId};
use model::{SecretPath, Slug, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use service::imports;
use service::projects;
use service::secrets::Place;
use utoipa::ToSchema;

use crate::api::description::{self, text};
use crate::api::error::ApiError;
use crate::api::request::Fields;
use crate::api::secrets::place;

/// An import as Infisical shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecretImport {
    id: SecretImportId,
    version: i64,
    import_path: SecretPath,
    import_env: Environment,
    position: i64,
    folder_id: FolderId,
    is_replication: bool,
    is_replication_success: Option<bool>,
    replication_status: Option<String>,
    last_replicated: Option<Timestamp>,
    is_reserved: bool,
    project_id: ProjectId,
    /// The folder that imports.
    secret_path: SecretPath,
    /// The environment of the folder that imports.
    environment: Environment,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ImportEnvironment)]
struct Environment {
    id: EnvironmentId,
    name: String,
    slug: Slug,
}

/// What became of an import.
#[derive(Serialize, ToSchema)]
#[schema(as = SecretImportAnswer)]
#[serde(rename_all = "camelCase")]
pub(super) struct Changed {
    message: &'static str,
    secret_import: SecretImport,
}

impl Changed {
    pub(super) fn new(message: &'static str, import: imports::Import) -> Self {
        Self {
            message,
            secret_import: import.into(),
        }
    }

    pub(super) fn example(message: &'static str) -> Value {
        json!({ "message": message, "secretImport": example() })
    }
}

impl From<imports::Import> for SecretImport {
    fn from(import: imports::Import) -> Self {
        Self {
            id: import.id,
            version: 1,
            import_path: import.target.path,
            import_env: import.target_environment.into(),
            position: import.position,
            folder_id: import.folder,
            is_replication: false,
            is_replication_success: None,
            replication_status: None,
            last_replicated: None,
            is_reserved: false,
            project_id: import.place.project,
            secret_path: import.place.path,
            environment: import.environment.into(),
            created_at: import.created_at,
            updated_at: import.updated_at,
        }
    }
}

impl From<projects::Environment> for Environment {
    fn from(environment: projects::Environment) -> Self {
        Self {
            id: environment.id,
            name: environment.name,
            slug: environment.slug,
        }
    }
}

/// An import as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000006",
        "version": 1,
        "importPath": "/shared",
        "importEnv": {
            "id": "0198c0de-0000-7000-8000-000000000003",
            "name": "Production",
            "slug": "prod",
        },
        "position": 1,
        "folderId": "0198c0de-0000-7000-8000-000000000007",
        "isReplication": false,
        "isReplicationSuccess": null,
        "replicationStatus": null,
        "lastReplicated": null,
        "isReserved": false,
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "secretPath": "/app",
        "environment": {
            "id": "0198c0de-0000-7000-8000-000000000003",
            "name": "Production",
            "slug": "prod",
        },
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}

/// The fields that name the folder to import.
pub(super) fn target_fields() -> description::Fields {
    description::Fields::new()
        .required(
            "environment",
            text().pattern(Some("^[a-z0-9-]+$")).max_length(Some(64)),
            "The environment of the folder to import, by its short name.",
        )
        .optional(
            "path",
            text(),
            "The folder to import; the root folder when left out.",
        )
}

/// The folder to import, which lies in the project of the folder that imports.
pub(super) fn target(place: &Place, import: &Fields) -> Result<Place, ApiError> {
    Ok(Place {
        project: place.project,
        environment: import.required("environment")?,
        path: place::path(import)?,
    })
}
