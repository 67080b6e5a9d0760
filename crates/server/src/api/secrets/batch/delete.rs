//! `DELETE /api/v3/secrets/batch/raw` and `DELETE /api/v4/secrets/batch`: the end of many secrets.

use axum::Json;
use model::SecretKey;
use serde_json::json;
use service::secrets;

use super::items;
use crate::api::description::{self, Operation, list, text};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields};
use crate::api::secrets::place;
use crate::api::secrets::wire::{self, Many};

pub(in crate::api::secrets) fn operation() -> Operation {
    let item = description::Fields::new().required(
        "secretKey",
        text().min_length(Some(1)),
        "The secret's name.",
    );
    let fields = place::fields().required("secrets", list(item), "Which secrets.");
    let example = json!({
        "workspaceId": wire::EXAMPLE_PROJECT,
        "environment": "dev",
        "secretPath": "/",
        "secrets": [{ "secretKey": "DB_PASSWORD" }],
    });
    Operation::delete(handle, "Delete many secrets")
        .about("All or none.")
        .body(fields, example)
        .answers::<Many>(json!({ "secrets": [wire::hidden_example()] }))
}

async fn handle(call: Call, Body(body): Body) -> Answer<Many> {
    let keys = keys(&body)?;
    let place = place::of(&call, &body).await?;
    let deleted = secrets::delete(&call.service, &call.caller, &place, &keys).await?;
    Ok(Json(Many::of(deleted)))
}

fn keys(body: &Fields) -> Result<Vec<SecretKey>, ApiError> {
    items(body)?
        .iter()
        .map(|item| item.required("secretKey"))
        .collect()
}
