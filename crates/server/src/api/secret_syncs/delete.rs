//! `DELETE /api/v1/secret-syncs/{destination}/{syncId}`: the end of a sync. With
//! `removeSecrets=true` what it wrote goes first.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use service::syncs;

use super::wire::One;
use crate::api::request::{Answer, Call, Query, Segments};

pub(super) async fn handle(
    call: Call,
    Segments((_, id)): Segments<(App, SyncId)>,
    Query(query): Query,
) -> Answer<One> {
    let remove = query.flag("removeSecrets")?.unwrap_or(false);
    let sync = syncs::delete(&call.service, &call.caller, id, remove).await?;
    Ok(Json(One::of(&call, sync).await?))
}
