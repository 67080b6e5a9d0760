//! Entra ID's error codes and the JSON they come in.

use axum::http::StatusCode;
use serde::Serialize;
use time::{format_description::BorrowedFormatItem, macros::format_description};

use crate::{
    call::{Call, Reply, body},
    world::World,
};

const TIMESTAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]Z");

/// An AADSTS code with its OAuth error and a sentence about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    pub(super) error: &'static str,
    pub(super) sentence: &'static str,
}

/// Code, OAuth error, sentence.
const CODES: &[(u32, &str, &str)] = &[
    (
        16_000,
        "interaction_required",
        "Select the account to sign in with.",
    ),
    (
        50_011,
        "invalid_request",
        "The redirect URI in the request is not registered for the app.",
    ),
    (
        50_020,
        "invalid_grant",
        "The account does not exist in this tenant.",
    ),
    (
        50_034,
        "invalid_grant",
        "The account does not exist in the directory.",
    ),
    (
        50_053,
        "invalid_grant",
        "The account is locked after too many failed sign-ins.",
    ),
    (50_055, "invalid_grant", "The password has expired."),
    (50_057, "invalid_grant", "The user account is disabled."),
    (
        50_058,
        "login_required",
        "A silent sign-in was asked for, but nobody is signed in.",
    ),
    (
        50_076,
        "interaction_required",
        "Multi-factor authentication is required.",
    ),
    (
        50_079,
        "interaction_required",
        "The user must register for multi-factor authentication.",
    ),
    (
        50_105,
        "access_denied",
        "The user is not assigned to a role for the app.",
    ),
    (50_126, "invalid_grant", "Invalid username or password."),
    (50_147, "invalid_request", "The code challenge is invalid."),
    (
        50_173,
        "invalid_grant",
        "The grant was revoked: sign in again.",
    ),
    (
        50_194,
        "invalid_request",
        "The app is single-tenant; /common is not allowed.",
    ),
    (50_196, "invalid_grant", "The client is in a request loop."),
    (
        53_003,
        "access_denied",
        "Access is blocked by a Conditional Access policy.",
    ),
    (
        54_005,
        "invalid_grant",
        "The authorization code was already redeemed.",
    ),
    (
        65_001,
        "invalid_grant",
        "The user or an administrator has not consented to the app.",
    ),
    (
        65_004,
        "access_denied",
        "The user declined to consent to access the app.",
    ),
    (
        70_000,
        "invalid_grant",
        "The grant is invalid, was revoked or is another client's.",
    ),
    (
        70_003,
        "unsupported_grant_type",
        "The grant type is not supported.",
    ),
    (
        70_005,
        "unsupported_response_type",
        "The response type is not supported.",
    ),
    (
        70_008,
        "invalid_grant",
        "The authorization code or refresh token has expired.",
    ),
    (
        70_011,
        "invalid_scope",
        "The scope is not valid: name one resource.",
    ),
    (
        90_002,
        "invalid_request",
        "The tenant was not found. Check the tenant id or domain.",
    ),
    (
        90_033,
        "temporarily_unavailable",
        "A transient error has occurred. Try again.",
    ),
    (
        90_055,
        "temporarily_unavailable",
        "Too many requests. Try again later.",
    ),
    (
        90_094,
        "access_denied",
        "An administrator must grant the permission.",
    ),
    (
        500_011,
        "invalid_resource",
        "The resource principal was not found in the tenant.",
    ),
    (
        500_112,
        "invalid_grant",
        "The redirect URI differs from the one the code was asked with.",
    ),
    (
        501_481,
        "invalid_grant",
        "The code verifier does not match the code challenge.",
    ),
    (
        700_005,
        "invalid_grant",
        "The authorization code is for another tenant.",
    ),
    (
        700_016,
        "unauthorized_client",
        "The application was not found in the directory.",
    ),
    (
        700_025,
        "invalid_client",
        "The client is public, so no client secret may be presented.",
    ),
    (
        700_027,
        "invalid_client",
        "The client assertion failed its signature check.",
    ),
    (
        700_082,
        "invalid_grant",
        "The refresh token has expired due to inactivity.",
    ),
    (
        900_144,
        "invalid_request",
        "The request body must contain every required parameter.",
    ),
    (
        7_000_112,
        "unauthorized_client",
        "The application is disabled.",
    ),
    (
        7_000_215,
        "invalid_client",
        "Invalid client secret provided.",
    ),
    (
        7_000_218,
        "invalid_client",
        "The request must contain client_secret or client_assertion.",
    ),
    (
        7_000_222,
        "invalid_client",
        "The provided client secret keys are expired.",
    ),
    (
        9_001_023,
        "invalid_request",
        "The grant type is not supported over /common.",
    ),
];

/// What a code means; an unknown one is an invalid grant.
pub(super) fn meaning(code: u32) -> Meaning {
    CODES.iter().find(|(known, _, _)| *known == code).map_or(
        Meaning {
            error: "invalid_grant",
            sentence: "The request was refused.",
        },
        |(_, error, sentence)| Meaning { error, sentence },
    )
}

/// `AADSTS<code>: <sentence>`.
pub(super) fn description(code: u32) -> String {
    format!("AADSTS{code}: {}", meaning(code).sentence)
}

#[derive(Serialize)]
struct ErrorBody {
    error: &'static str,
    error_description: String,
    error_codes: [u32; 1],
    timestamp: String,
    trace_id: String,
    correlation_id: String,
    error_uri: String,
}

/// The token endpoint's refusal.
pub(crate) fn refuse(world: &World, call: &Call, code: u32) -> Reply {
    let error = meaning(code).error;
    let status = match error {
        "invalid_client" => StatusCode::UNAUTHORIZED,
        "temporarily_unavailable" => StatusCode::SERVICE_UNAVAILABLE,
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
    };
    body(
        status,
        "application/json; charset=utf-8",
        serde_json::to_string(&text).unwrap_or_default(),
    )
}
