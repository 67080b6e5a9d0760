//! `GET /api/v1/app-connections/{app}/connection-name/{name}`: one connection by its name.

use axum::Json;
use model::Slug;
use model::connection::App;
use service::connections::{self, Scope};

use super::wire::{self, One};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Call, Query, Segments};

pub(super) async fn handle(
    call: Call,
    Segments((app, name)): Segments<(App, Slug)>,
    Query(query): Query,
) -> Answer<One> {
    let scope = wire::scope(&query, Scope::Organization)?;
    let connection = connections::by_name(&call.service, &call.caller, scope, &name).await?;
    if connection.app != app {
        return Err(ApiError::NotFound(format!(
            "app connection `{name}` of `{app}` was not found"
        )));
    }
    Ok(Json(One::of(&call, connection).await?))
}
