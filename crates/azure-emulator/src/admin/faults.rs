//! Setting and reading faults.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Value, json};

use crate::{Control, FaultRule, Fired, aadsts_codes};

pub(super) async fn list(State(control): State<Control>) -> Json<BTreeMap<u64, FaultRule>> {
    Json(control.faults())
}

pub(super) async fn add(
    State(control): State<Control>,
    Json(rule): Json<FaultRule>,
) -> (StatusCode, Json<Value>) {
    (
        StatusCode::CREATED,
        Json(json!({ "id": control.add_fault(rule) })),
    )
}

pub(super) async fn clear(State(control): State<Control>) -> StatusCode {
    control.clear_faults();
    StatusCode::NO_CONTENT
}

pub(super) async fn fired(State(control): State<Control>) -> Json<Vec<Fired>> {
    Json(control.fired())
}

pub(super) async fn codes() -> Json<Vec<u32>> {
    Json(aadsts_codes().collect())
}
