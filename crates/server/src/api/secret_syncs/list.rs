//! `GET /api/v1/secret-syncs` and `…/{destination}`: the syncs of a project.

use axum::Json;
use model::connection::App;
use model::id::ProjectId;
use serde::Serialize;
use serde_json::{Value, json};
use service::syncs;
use utoipa::ToSchema;

use super::wire::{self, Sync};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Fields, Query, Segments};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SecretSyncs)]
pub(super) struct Syncs {
    secret_syncs: Vec<Sync>,
}

pub(super) fn of_every_destination() -> Operation {
    Operation::get(every_destination, "List the syncs of a project")
        .query(&wire::project_field())
        .answers::<Syncs>(example())
}

pub(super) fn of_one_destination() -> Operation {
    Operation::get(
        one_destination,
        "List the syncs of a project to one kind of destination",
    )
    .query(&wire::project_field())
    .answers::<Syncs>(example())
}

fn example() -> Value {
    json!({ "secretSyncs": [wire::example()] })
}

async fn every_destination(call: Call, Query(query): Query) -> Answer<Syncs> {
    list(&call, &query).await
}

async fn one_destination(
    call: Call,
    Segments(_): Segments<App>,
    Query(query): Query,
) -> Answer<Syncs> {
    list(&call, &query).await
}

async fn list(call: &Call, query: &Fields) -> Answer<Syncs> {
    let project: ProjectId = query.required("projectId")?;
    let syncs = syncs::list(&call.service, &call.caller, project).await?;
    let secret_syncs = syncs.into_iter().map(Sync::new);
    Ok(Json(Syncs {
        secret_syncs: secret_syncs.collect::<Result<_, _>>()?,
    }))
}
