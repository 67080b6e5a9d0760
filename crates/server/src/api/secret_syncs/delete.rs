//! `DELETE /api/v1/secret-syncs/{destination}/{syncId}`: the end of a sync. With
//! `removeSecrets=true` what it wrote goes first.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use service::syncs;

use super::wire::{self, One};
use crate::api::description::{Fields, Operation, boolean};
use crate::api::request::{Answer, Call, Query, Segments};

pub(super) fn operation() -> Operation {
    let fields = Fields::new().optional(
        "removeSecrets",
        boolean(),
        "Whether to remove first what it wrote at the destination.",
    );
    Operation::delete(handle, "Delete a sync")
        .about("Answers with what was deleted. What it wrote stays, unless it is to be removed.")
        .query(&fields)
        .answers::<One>(wire::example_of_one())
}

async fn handle(
    call: Call,
    Segments((_, id)): Segments<(App, SyncId)>,
    Query(query): Query,
) -> Answer<One> {
    let remove = query.flag("removeSecrets")?.unwrap_or(false);
    let sync = syncs::delete(&call.service, &call.caller, id, remove).await?;
    Ok(Json(One::of(sync)?))
}
