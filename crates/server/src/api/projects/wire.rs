//! The shapes of projects and environments.

use model::id::{EnvironmentId, OrganizationId, ProjectId};
use model::{Slug, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use service::{access, projects};
use utoipa::ToSchema;

use crate::api::error::ApiError;
use crate::api::request::Call;

/// A project as Infisical shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Project {
    id: ProjectId,
    #[serde(rename = "_id")]
    same_id: ProjectId,
    name: String,
    slug: Slug,
    description: Option<String>,
    #[serde(rename = "type")]
    kind: &'static str,
    org_id: OrganizationId,
    auto_capitalization: bool,
    has_delete_protection: bool,
    environments: Vec<Environment>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// An environment of a project.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Environment {
    id: EnvironmentId,
    name: String,
    slug: Slug,
    position: i64,
    project_id: ProjectId,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// A project as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000001",
        "_id": "0198c0de-0000-7000-8000-000000000001",
        "name": "Shop",
        "slug": "shop",
        "description": "The web shop",
        "type": "secret-manager",
        "orgId": "0198c0de-0000-7000-8000-000000000002",
        "autoCapitalization": false,
        "hasDeleteProtection": false,
        "environments": [example_of_environment()],
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}

/// An environment as the API's description shows it.
pub(super) fn example_of_environment() -> Value {
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

impl Project {
    /// A project with its environments.
    pub(super) async fn of(call: &Call, project: projects::Project) -> Result<Self, ApiError> {
        let org_id = access::organization(&call.service).await?;
        let environments = projects::environments(&call.service, &call.caller, project.id).await?;
        Ok(Self::new(org_id, project, environments))
    }

    fn new(
        org_id: OrganizationId,
        project: projects::Project,
        environments: Vec<projects::Environment>,
    ) -> Self {
        Self {
            id: project.id,
            same_id: project.id,
            name: project.name,
            slug: project.slug,
            description: project.description,
            kind: "secret-manager",
            org_id,
            auto_capitalization: false,
            has_delete_protection: false,
            environments: environments.into_iter().map(Environment::from).collect(),
            created_at: project.created_at,
            updated_at: project.updated_at,
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
