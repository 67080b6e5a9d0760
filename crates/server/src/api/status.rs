//! `GET /api/status`: that the API answers, for probes and clients that look before signing in.

use axum::Json;
use axum::extract;
use model::Timestamp;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::description::{Operation, Routes};
use crate::State;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "Infisical's shape")]
struct Status {
    date: Timestamp,
    message: &'static str,
    email_configured: bool,
    redis_configured: bool,
    secret_scanning_configured: bool,
    invite_only_signup: bool,
}

pub(super) fn routes() -> Routes {
    Routes::tagged("Status").at("/api/status", operation())
}

fn operation() -> Operation {
    let answer = json!({
        "date": "2026-01-02T03:04:05.000Z",
        "message": "Ok",
        "emailConfigured": false,
        "redisConfigured": false,
        "secretScanningConfigured": false,
        "inviteOnlySignup": true,
    });
    Operation::get(handle, "See that the API answers")
        .open()
        .answers::<Status>(answer)
}

async fn handle(extract::State(state): extract::State<State>) -> Json<Status> {
    Json(Status {
        date: state.clock.now(),
        message: "Ok",
        email_configured: false,
        redis_configured: false,
        secret_scanning_configured: false,
        invite_only_signup: true,
    })
}
