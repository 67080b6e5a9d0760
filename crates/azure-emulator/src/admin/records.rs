//! Reading what arrived.

use axum::{Json, extract::State, http::StatusCode};

use crate::{Control, Counters, InFlight, RequestRecord, Write};

pub(super) async fn counters(State(control): State<Control>) -> Json<Counters> {
    Json(control.counters())
}

pub(super) async fn requests(State(control): State<Control>) -> Json<Vec<RequestRecord>> {
    Json(control.requests())
}

pub(super) async fn writes(State(control): State<Control>) -> Json<Vec<Write>> {
    Json(control.writes())
}

pub(super) async fn in_flight(State(control): State<Control>) -> Json<InFlight> {
    Json(control.in_flight())
}

pub(super) async fn clear(State(control): State<Control>) -> StatusCode {
    control.clear_records();
    StatusCode::NO_CONTENT
}
