//! `GET /api/v2/workspace/{slug}` and `GET /api/v1/projects/slug/{slug}`: one project by its slug,
//! not wrapped.

use axum::Json;
use model::Slug;
use service::projects;

use super::wire::{self, Project};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation() -> Operation {
    Operation::get(handle, "Get a project by its slug").answers::<Project>(wire::example())
}

async fn handle(call: Call, Segments(slug): Segments<Slug>) -> Answer<Project> {
    let project = projects::by_slug(&call.service, &call.caller, &slug).await?;
    Ok(Json(project.into()))
}
