//! `GET /api/v1/app-connections/{app}/connection-name/{name}`: one connection by its name.

use axum::Json;
use model::Slug;
use model::connection::App;
use service::connections::{self, Scope};

use super::sent;
use super::wire::{self, One};
use crate::api::description::Operation;
use crate::api::error::ApiError;
use crate::api::request::{Answer, Call, Query, Segments};

pub(super) fn operation() -> Operation {
    Operation::get(handle, "Get a connection by its name")
        .about("With `projectId` one of that project's own, without it one of the organization's.")
        .query(&sent::project_field())
        .answers::<One>(wire::example_of_one())
}

async fn handle(
    call: Call,
    Segments((app, name)): Segments<(App, String)>,
    Query(query): Query,
) -> Answer<One> {
    let scope = sent::scope(&query, Scope::Organization)?;
    let missing =
        || ApiError::NotFound(format!("app connection `{name}` of `{app}` was not found"));
    // What is no name is nobody's.
    let slug: Slug = name.parse().map_err(|_| missing())?;
    let connection = connections::by_name(&call.service, &call.caller, scope, &slug).await?;
    if connection.app != app {
        return Err(missing());
    }
    Ok(Json(One::of(&call, connection).await?))
}
