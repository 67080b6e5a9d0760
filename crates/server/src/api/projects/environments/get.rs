//! `GET /api/v1/workspace/environments/{environmentId}`, and
//! `GET /api/v1/projects/{projectId}/environments/slug/{slug}`, which answers it not wrapped.

use axum::Json;
use model::Slug;
use model::id::{EnvironmentId, ProjectId};
use serde::Serialize;
use serde_json::json;
use service::projects;
use utoipa::ToSchema;

use super::wire::{self, Environment};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize, ToSchema)]
pub(super) struct Found {
    environment: Environment,
}

pub(super) fn by_id() -> Operation {
    Operation::get(handle_id, "Get an environment")
        .answers::<Found>(json!({ "environment": wire::example() }))
}

pub(super) fn by_slug() -> Operation {
    Operation::get(handle_slug, "Get an environment by its slug")
        .answers::<Environment>(wire::example())
}

async fn handle_id(call: Call, Segments(id): Segments<EnvironmentId>) -> Answer<Found> {
    let environment = projects::get_environment(&call.service, &call.caller, id).await?;
    Ok(Json(Found {
        environment: environment.into(),
    }))
}

async fn handle_slug(
    call: Call,
    Segments((project, slug)): Segments<(ProjectId, Slug)>,
) -> Answer<Environment> {
    let environment =
        projects::environment_by_slug(&call.service, &call.caller, project, &slug).await?;
    Ok(Json(environment.into()))
}
