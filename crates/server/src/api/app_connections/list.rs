//! `GET /api/v1/app-connections`, `…/{app}` and `…/{app}/available`: the connections that the
//! caller may see, or may use in a project's syncs.

use axum::Json;
use model::Slug;
use model::connection::App;
use model::id::{ConnectionId, OrganizationId, ProjectId};
use serde::Serialize;
use service::access;
use service::connections::{self, Scope};

use super::wire::{self, Connection};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Call, Query, Segments};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Connections {
    app_connections: Vec<Connection>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Available {
    app_connections: Vec<Usable>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Usable {
    app: App,
    name: Slug,
    id: ConnectionId,
    project_id: Option<ProjectId>,
    org_id: OrganizationId,
}

pub(super) async fn every_app(call: Call, Query(query): Query) -> Answer<Connections> {
    let scope = wire::scope(&query, Scope::All)?;
    show(&call, scope, None).await
}

pub(super) async fn one_app(
    call: Call,
    Segments(app): Segments<App>,
    Query(query): Query,
) -> Answer<Connections> {
    let scope = wire::scope(&query, Scope::All)?;
    show(&call, scope, Some(app)).await
}

pub(super) async fn available(
    call: Call,
    Segments(app): Segments<App>,
    Query(query): Query,
) -> Answer<Available> {
    let project: Option<ProjectId> = query.parsed("projectId")?;
    let scope = project.map_or(Scope::Organization, Scope::UsableIn);
    let org_id = access::organization(&call.service).await?;
    let usable = of_scope(&call, scope, Some(app))
        .await?
        .into_iter()
        .map(|connection| Usable {
            app: connection.app,
            name: connection.name,
            id: connection.id,
            project_id: connection.project,
            org_id,
        });
    Ok(Json(Available {
        app_connections: usable.collect(),
    }))
}

async fn show(call: &Call, scope: Scope, app: Option<App>) -> Answer<Connections> {
    let org_id = access::organization(&call.service).await?;
    let connections = of_scope(call, scope, app).await?.into_iter();
    Ok(Json(Connections {
        app_connections: connections.map(|c| Connection::new(org_id, c)).collect(),
    }))
}

async fn of_scope(
    call: &Call,
    scope: Scope,
    app: Option<App>,
) -> Result<Vec<connections::Connection>, ApiError> {
    let mut list = connections::list(&call.service, &call.caller, scope).await?;
    list.retain(|connection| app.is_none_or(|app| connection.app == app));
    Ok(list)
}
