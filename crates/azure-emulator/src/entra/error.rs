//! Entra ID's error codes and the JSON they come in.

use axum::http::StatusCode;
use serde::Serialize;
use time::{format_description::BorrowedFormatItem, macros::format_description};

use super::codes::meaning;
use crate::{
    call::{Call, Reply, body},
    world::World,
};

const TIMESTAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]Z");

/// `AADSTS<code>: <sentence>`.
pub(super) fn description(code: u32) -> String {
    format!("AADSTS{code}: {}", meaning(code).sentence)
}

const TOO_MANY_REQUESTS: u32 = 90_055;

/// The `claims` that a client must hand back when it asks for more proof of the user.
const MORE_PROOF: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;

#[derive(Serialize)]
struct ErrorBody {
    error: &'static str,
    error_description: String,
    error_codes: [u32; 1],
    timestamp: String,
    trace_id: String,
    correlation_id: String,
    error_uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    suberror: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<&'static str>,
}

/// What the client can do about it, where Entra ID says so.
fn suberror(code: u32) -> Option<&'static str> {
    Some(match code {
        50_072 | 50_074 | 50_076 | 50_078 | 50_079 => "basic_action",
        53_000 | 53_001 | 53_003 | 530_003 => "message_only",
        65_001 => "consent_required",
        50_055 | 50_144 => "user_password_expired",
        50_173 | 70_043 | 700_082 | 700_084 => "bad_token",
        70_008 | 700_081 => "token_expired",
        _ => return None,
    })
}

/// The token endpoint's refusal.
pub(crate) fn refuse(world: &World, call: &Call, code: u32) -> Reply {
    let error = meaning(code).error;
    let status = match (error, code) {
        ("invalid_client", _) => StatusCode::UNAUTHORIZED,
        (_, TOO_MANY_REQUESTS) => StatusCode::TOO_MANY_REQUESTS,
        ("temporarily_unavailable", _) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    };
    let timestamp = world.clock.now().format(TIMESTAMP).unwrap_or_default();
    let trace_id = world.random.uuid().to_string();
    let correlation_id = call
        .header("client-request-id")
        .map_or_else(|| world.random.uuid().to_string(), str::to_owned);
    let text = ErrorBody {
        error,
        error_description: format!(
            "{} Trace ID: {trace_id} Correlation ID: {correlation_id} Timestamp: {timestamp}",
            description(code)
        ),
        error_codes: [code],
        timestamp,
        trace_id,
        correlation_id,
        error_uri: format!("{}/error?code={code}", call.origin()),
        suberror: suberror(code),
        claims: (suberror(code) == Some("basic_action")).then_some(MORE_PROOF),
    };
    body(
        status,
        "application/json; charset=utf-8",
        serde_json::to_string(&text).unwrap_or_default(),
    )
}
