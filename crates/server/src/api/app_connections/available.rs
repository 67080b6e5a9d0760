//! `GET /api/v1/app-connections/{app}/available`: the connections that the caller may use in syncs.

use axum::Json;
use model::Slug;
use model::connection::App;
use model::id::{ConnectionId, OrganizationId, ProjectId};
use serde::Serialize;
use serde_json::json;
use service::{access, connections};
use utoipa::ToSchema;

use super::sent;
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Query, Segments};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AvailableAppConnections)]
pub(super) struct Available {
    app_connections: Vec<Usable>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AvailableAppConnection)]
struct Usable {
    app: App,
    name: Slug,
    id: ConnectionId,
    project_id: Option<ProjectId>,
    org_id: OrganizationId,
}

pub(super) fn operation() -> Operation {
    let example = json!({
        "appConnections": [{
            "app": "azure-app-configuration",
            "name": "contoso-prod",
            "id": "0198c0de-0000-7000-8000-000000000010",
            "projectId": null,
            "orgId": "0198c0de-0000-7000-8000-000000000002",
        }]
    });
    Operation::get(handle, "List the connections to choose from")
        .about(
            "With `projectId` those that the caller may use in that project's syncs: its own and \
             the organization's. Without it the organization's.",
        )
        .query(&sent::project_field())
        .answers::<Available>(example)
}

async fn handle(
    call: Call,
    Segments(app): Segments<App>,
    Query(query): Query,
) -> Answer<Available> {
    let project = query.parsed("projectId")?;
    let org_id = access::organization(&call.service).await?;
    let usable = connections::available(&call.service, &call.caller, project).await?;
    let usable = usable.into_iter().filter(|usable| usable.app == app);
    Ok(Json(Available {
        app_connections: usable
            .map(|usable| Usable {
                app: usable.app,
                name: usable.name,
                id: usable.id,
                project_id: usable.project,
                org_id,
            })
            .collect(),
    }))
}
