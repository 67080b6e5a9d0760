//! `GET /api/v1/secret-syncs` and `…/{destination}`: the syncs of a project.

use axum::Json;
use model::connection::App;
use model::id::ProjectId;
use serde::Serialize;
use service::{projects, syncs};

use super::wire::Sync;
use crate::api::request::{Answer, Call, Fields, Query, Segments};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Syncs {
    secret_syncs: Vec<Sync>,
}

pub(super) async fn every_destination(call: Call, Query(query): Query) -> Answer<Syncs> {
    list(&call, &query).await
}

pub(super) async fn one_destination(
    call: Call,
    Segments(_): Segments<App>,
    Query(query): Query,
) -> Answer<Syncs> {
    list(&call, &query).await
}

async fn list(call: &Call, query: &Fields) -> Answer<Syncs> {
    let project: ProjectId = query.required("projectId")?;
    let syncs = syncs::list(&call.service, &call.caller, project).await?;
    let environments = projects::environments(&call.service, &call.caller, project).await?;
    let secret_syncs = syncs.into_iter().map(|sync| Sync::new(sync, &environments));
    Ok(Json(Syncs {
        secret_syncs: secret_syncs.collect::<Result<_, _>>()?,
    }))
}
