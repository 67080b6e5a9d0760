//! `POST /api/v3/secrets/raw/{name}` and `POST /api/v4/secrets/{name}`: a new secret.

use axum::Json;
use model::SecretKey;
use serde_json::json;
use service::secrets::{self, Expect};

use super::wire::{self, One};
use super::{change, place};
use crate::api::description::{Fields as Described, Operation};
use crate::api::request::{Answer, Body, Call, Fields, Segments};

pub(super) fn operation() -> Operation {
    Operation::post(handle, "Create a secret")
        .about("A value that is left out is empty.")
        .body(fields(), example())
        .answers::<One>(json!({ "secret": wire::example() }))
}

pub(super) fn fields() -> Described {
    place::fields().and(change::fields())
}

pub(super) fn example() -> serde_json::Value {
    json!({
        "workspaceId": wire::EXAMPLE_PROJECT,
        "environment": "dev",
        "secretPath": "/",
        "secretValue": "s3cret",
    })
}

async fn handle(call: Call, Segments(key): Segments<SecretKey>, Body(body): Body) -> Answer<One> {
    create(&call, key, &body).await
}

pub(super) async fn create(call: &Call, key: SecretKey, body: &Fields) -> Answer<One> {
    change::refuse_personal(body)?;
    let place = place::of(call, body).await?;
    let changes = vec![change::parse(key, body)?];
    let written = secrets::set(&call.service, &call.caller, &place, changes, Expect::New).await?;
    Ok(Json(One::of(written)?))
}
