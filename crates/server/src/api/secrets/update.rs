//! `PATCH /api/v3/secrets/raw/{name}` and `PATCH /api/v4/secrets/{name}`: a change of a secret. What
//! the body leaves out stays.

use axum::Json;
use model::SecretKey;
use serde_json::json;
use service::secrets::{self, Expect};

use super::wire::{self, One};
use super::{change, place};
use crate::api::description::{Fields as Described, Operation, text};
use crate::api::request::{Answer, Body, Call, Fields, Segments};

pub(super) fn operation() -> Operation {
    Operation::patch(handle, "Update a secret")
        .about(
            "What is left out stays as it is; `tagIds: []` and `secretMetadata: []` clear. The id \
             stays, also with a new name.",
        )
        .body(fields(), example())
        .answers::<One>(json!({ "secret": wire::example() }))
}

pub(super) fn fields() -> Described {
    place::fields()
        .optional("newSecretName", text(), "A new name for it.")
        .and(change::fields())
}

pub(super) fn example() -> serde_json::Value {
    json!({
        "workspaceId": wire::EXAMPLE_PROJECT,
        "environment": "dev",
        "secretPath": "/",
        "secretValue": "s3cret",
        "newSecretName": "DB_PASSWORD",
    })
}

async fn handle(call: Call, Segments(key): Segments<SecretKey>, Body(body): Body) -> Answer<One> {
    update(&call, key, &body).await
}

pub(super) async fn update(call: &Call, key: SecretKey, body: &Fields) -> Answer<One> {
    change::refuse_personal(body)?;
    let place = place::of(call, body).await?;
    let changes = vec![change::parse_update(key, body)?];
    let (service, caller) = (&call.service, &call.caller);
    let written = secrets::set(service, caller, &place, changes, Expect::Existing).await?;
    Ok(Json(One::of(written)?))
}
