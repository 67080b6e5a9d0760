//! `DELETE /api/v3/secrets/raw/{name}` and `DELETE /api/v4/secrets/{name}`: the end of a secret. The
//! place comes in the body, or, from clients that send none, in the query.

use axum::Json;
use model::SecretKey;
use serde_json::json;
use service::secrets;

use super::wire::{self, One};
use super::{change, place};
use crate::api::description::Operation;
use crate::api::request::{Answer, Body, Call, Fields, Query, Segments};

pub(super) fn operation() -> Operation {
    Operation::delete(handle, "Delete a secret")
        .about("The answer shows it without its value. The fields may also come in the query.")
        .body(place::fields(), example())
        .answers::<One>(json!({ "secret": wire::hidden_example() }))
}

pub(super) fn example() -> serde_json::Value {
    json!({
        "workspaceId": wire::EXAMPLE_PROJECT,
        "environment": "dev",
        "secretPath": "/",
        "type": "shared",
    })
}

async fn handle(
    call: Call,
    Segments(key): Segments<SecretKey>,
    Query(query): Query,
    Body(body): Body,
) -> Answer<One> {
    let fields = if body.has("environment") { body } else { query };
    delete(&call, key, &fields).await
}

pub(super) async fn delete(call: &Call, key: SecretKey, fields: &Fields) -> Answer<One> {
    change::refuse_personal(fields)?;
    let place = place::of(call, fields).await?;
    let deleted = secrets::delete(&call.service, &call.caller, &place, &[key]).await?;
    Ok(Json(One::of(deleted)?))
}
