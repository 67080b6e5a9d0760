//! `POST /api/v1/secret-syncs/{destination}/{syncId}/confirm`: lets exactly the plan with this
//! `fingerprint` pass the guard, once.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use serde_json::json;
use service::syncs;

use super::wire::{self, One};
use crate::api::description::{Fields, Operation, text};
use crate::api::request::{Answer, Body, Call, Segments};

pub(super) fn operation() -> Operation {
    let fields = Fields::new().required(
        "fingerprint",
        text().min_length(Some(1)),
        "Names the plan; `keyferry.heldPlan` of the sync, or of a plan just made.",
    );
    Operation::post(handle, "Confirm a held plan")
        .about("Lets exactly that plan pass, once.")
        .body(fields, json!({ "fingerprint": "3f9a1c5e7b2d4860" }))
        .answers::<One>(wire::example_of_one())
}

async fn handle(
    call: Call,
    Segments((_, id)): Segments<(App, SyncId)>,
    Body(body): Body,
) -> Answer<One> {
    let fingerprint = body.required_text("fingerprint")?;
    let sync = syncs::confirm(&call.service, &call.caller, id, fingerprint).await?;
    Ok(Json(One::of(sync)?))
}
