//! `GET /api/status`: that the API answers, for probes and clients that look before signing in.

use axum::Json;
use axum::extract;
use model::Timestamp;
use serde::Serialize;

use crate::State;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "Infisical's shape")]
pub(super) struct Status {
    date: Timestamp,
    message: &'static str,
    email_configured: bool,
    redis_configured: bool,
    secret_scanning_configured: bool,
    invite_only_signup: bool,
}

pub(super) async fn handle(extract::State(state): extract::State<State>) -> Json<Status> {
    Json(Status {
        date: state.clock.now(),
        message: "Ok",
        email_configured: false,
        redis_configured: false,
        secret_scanning_configured: false,
        invite_only_signup: true,
    })
}
