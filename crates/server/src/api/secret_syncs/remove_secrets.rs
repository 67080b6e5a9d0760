//! `POST /api/v1/secret-syncs/{destination}/{syncId}/remove-secrets`: deletes at the destination what
//! the sync wrote there.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use service::syncs;

use super::wire::{self, One};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation() -> Operation {
    Operation::post(handle, "Remove what a sync wrote")
        .about(
            "It is done when this answers; `removeStatus` of the answer says so. The sync is paused \
             then, because its next run would write everything again.",
        )
        .answers::<One>(wire::example_of_one())
}

async fn handle(call: Call, Segments((_, id)): Segments<(App, SyncId)>) -> Answer<One> {
    let done = syncs::remove_secrets(&call.service, &call.caller, id).await?;
    Ok(Json(One::removed(done)?))
}
