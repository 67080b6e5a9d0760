//! The shape of an environment, and of what changes one answers.

use model::id::{EnvironmentId, ProjectId};
use model::{Slug, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use service::projects;
use utoipa::ToSchema;

/// An environment of a project.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::api::projects) struct Environment {
    id: EnvironmentId,
    name: String,
    slug: Slug,
    position: i64,
    project_id: ProjectId,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// What was done with an environment. The project comes under both of Infisical's names.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Done {
    message: &'static str,
    workspace: ProjectId,
    project_id: ProjectId,
    environment: Environment,
}

/// An environment as the API's description shows it.
pub(in crate::api::projects) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000003",
        "name": "Production",
        "slug": "prod",
        "position": 3,
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}

/// What was done, as the API's description shows it.
pub(super) fn example_of_done(message: &str) -> Value {
    json!({
        "message": message,
        "workspace": "0198c0de-0000-7000-8000-000000000001",
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "environment": example(),
    })
}

impl Done {
    pub(super) fn new(message: &'static str, environment: projects::Environment) -> Self {
        Self {
            message,
            workspace: environment.project,
            project_id: environment.project,
            environment: environment.into(),
        }
    }
}

impl From<projects::Environment> for Environment {
    fn from(environment: projects::Environment) -> Self {
        Self {
            id: environment.id,
            name: environment.name,
            slug: environment.slug,
            position: environment.position,
            project_id: environment.project,
            created_at: environment.created_at,
            updated_at: environment.updated_at,
        }
    }
}
