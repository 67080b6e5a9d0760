//! `GET /api/v1/app-connections` and `…/{app}`: the connections that the caller may see.

use axum::Json;
use model::connection::App;
use serde::Serialize;
use serde_json::{Value, json};
use service::access;
use service::connections::{self, Scope};
use utoipa::ToSchema;

use super::sent;
use super::wire::{self, Connection};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Query, Segments};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AppConnections)]
pub(super) struct Connections {
    app_connections: Vec<Connection>,
}

const SCOPE: &str =
    "With `projectId` that project's own, without it all that the caller may see; by name.";

pub(super) fn of_every_app() -> Operation {
    Operation::get(every_app, "List connections")
        .about(SCOPE)
        .query(&sent::project_field())
        .answers::<Connections>(example())
}

pub(super) fn of_one_app() -> Operation {
    Operation::get(one_app, "List the connections of an app")
        .about(SCOPE)
        .query(&sent::project_field())
        .answers::<Connections>(example())
}

fn example() -> Value {
    json!({ "appConnections": [wire::example()] })
}

async fn every_app(call: Call, Query(query): Query) -> Answer<Connections> {
    let scope = sent::scope(&query, Scope::All)?;
    show(&call, scope, None).await
}

async fn one_app(
    call: Call,
    Segments(app): Segments<App>,
    Query(query): Query,
) -> Answer<Connections> {
    let scope = sent::scope(&query, Scope::All)?;
    show(&call, scope, Some(app)).await
}

async fn show(call: &Call, scope: Scope, app: Option<App>) -> Answer<Connections> {
    let org_id = access::organization(&call.service).await?;
    let mut list = connections::list(&call.service, &call.caller, scope).await?;
    list.retain(|connection| app.is_none_or(|app| connection.app == app));
    let list = list.into_iter();
    Ok(Json(Connections {
        app_connections: list.map(|one| Connection::new(org_id, one)).collect(),
    }))
}
