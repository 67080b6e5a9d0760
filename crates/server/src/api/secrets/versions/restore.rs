//! `POST /api/v1/secret/{secretId}/secret-versions/{version}/restore`: a past version, as a new one.

use axum::Json;
use model::id::SecretId;
use serde_json::json;
use service::secrets::{self, Which};

use crate::api::description::{Fields, Operation, integer};
use crate::api::request::{Answer, Body, Call, Segments};
use crate::api::secrets::wire::{self, One};

pub(in crate::api::secrets) fn operation() -> Operation {
    let fields = Fields::new().optional(
        "expectedVersion",
        integer().minimum(Some(1)),
        "The version that the secret has to be in; whichever when left out.",
    );
    Operation::post(handle, "Restore a version of a secret")
        .about(
            "The secret gets that version's value and content type as a new version; its name and \
             all else stay. An additive route of Keyferry's. The body may be empty.",
        )
        .body(fields, json!({ "expectedVersion": 2 }))
        .answers::<One>(json!({ "secret": wire::hidden_example() }))
}

async fn handle(
    call: Call,
    Segments((id, version)): Segments<(SecretId, i64)>,
    Body(body): Body,
) -> Answer<One> {
    let expected = body.integer("expectedVersion")?;
    let (service, caller) = (&call.service, &call.caller);
    let secret = secrets::restore(service, caller, Which::Id(id), version, expected).await?;
    Ok(Json(One::new(secret)))
}
