//! The shapes of projects and environments.

use model::id::{EnvironmentId, OrganizationId, ProjectId};
use model::{Slug, Timestamp};
use serde::Serialize;
use service::{access, projects};

use crate::api::error::ApiError;
use crate::api::request::Call;

/// A project as Infisical shows it.
#[derive(Serialize)]
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
#[derive(Serialize)]
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
