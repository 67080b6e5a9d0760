//! `GET /api/v1/secret-syncs/{destination}/sync-name/{name}`: one sync of a project by its name.

use axum::Json;
use model::Slug;
use model::connection::App;
use model::id::ProjectId;
use service::syncs;

use super::wire::One;
use crate::api::request::{Answer, Call, Query, Segments};

pub(super) async fn handle(
    call: Call,
    Segments((_, name)): Segments<(App, Slug)>,
    Query(query): Query,
) -> Answer<One> {
    let project: ProjectId = query.required("projectId")?;
    let sync = syncs::by_name(&call.service, &call.caller, project, &name).await?;
    Ok(Json(One::of(&call, sync).await?))
}
