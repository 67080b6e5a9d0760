//! `GET /api/v1/secret-syncs/{destination}/sync-name/{name}`: one sync of a project by its name.

use axum::Json;
use model::Slug;
use model::connection::App;
use model::id::ProjectId;
use service::syncs;

use super::wire::{self, One};
use crate::api::description::Operation;
use crate::api::error::ApiError;
use crate::api::request::{Answer, Call, Query, Segments};

pub(super) fn operation() -> Operation {
    Operation::get(handle, "Get a sync by its name")
        .query(&wire::project_field())
        .answers::<One>(wire::example_of_one())
}

async fn handle(
    call: Call,
    Segments((_, name)): Segments<(App, String)>,
    Query(query): Query,
) -> Answer<One> {
    let project: ProjectId = query.required("projectId")?;
    // What is no name is nobody's.
    let missing = || ApiError::NotFound(format!("secret sync `{name}` was not found"));
    let slug: Slug = name.parse().map_err(|_| missing())?;
    let sync = syncs::by_name(&call.service, &call.caller, project, &slug).await?;
    Ok(Json(One::of(sync)?))
}
