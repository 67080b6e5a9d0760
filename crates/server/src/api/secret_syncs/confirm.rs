//! `POST /api/v1/secret-syncs/{destination}/{syncId}/confirm`: lets exactly the plan with this
//! `fingerprint` pass the guard, once.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use service::syncs;

use super::wire::One;
use crate::api::request::{Answer, Body, Call, Segments};

pub(super) async fn handle(
    call: Call,
    Segments((_, id)): Segments<(App, SyncId)>,
    Body(body): Body,
) -> Answer<One> {
    let fingerprint = body.required_text("fingerprint")?;
    let sync = syncs::confirm(&call.service, &call.caller, id, fingerprint).await?;
    Ok(Json(One::of(&call, sync).await?))
}
