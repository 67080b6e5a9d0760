//! What the API's description says of failures: each status, when it comes, and an example.

use serde_json::{Value, json};

/// Every status a request may fail with, and when.
pub(crate) const REFUSALS: &[(&str, &str)] = &[
    (
        "400",
        "It cannot be done, such as for a name that is taken.",
    ),
    ("401", "Nobody is signed in, or the sign-in failed."),
    (
        "403",
        "The access token is not good any more, or its permissions do not suffice.",
    ),
    ("404", "It is not there."),
    ("409", "It needs an answer first."),
    ("413", "The body is too long."),
    ("422", "A field cannot be used."),
    (
        "429",
        "Too many requests: `retry-after` says when to go on.",
    ),
    (
        "500",
        "Something inside Keyferry failed. The log has it under the request id.",
    ),
    ("503", "Keyferry is busy: try again."),
];

/// An example of such an answer.
pub(in crate::api) fn example(status: &str) -> Value {
    let (error, message) = match status {
        "400" => (
            "BadRequest",
            json!("a project called `shop` exists already: choose another name"),
        ),
        "401" => ("UnauthorizedError", json!("Invalid credentials")),
        "403" => (
            "PermissionDenied",
            json!("You are not allowed to edit on secrets"),
        ),
        "404" => ("NotFound", json!("secret `DB_PASSWORD` was not found")),
        "409" => (
            "Conflict",
            json!("you signed in with another account: confirm it to use it"),
        ),
        "413" => (
            "PayloadTooLarge",
            json!("the body is longer than 8 MiB: send it in parts"),
        ),
        "422" => (
            "ValidationFailure",
            json!([{
                "code": "invalid_type",
                "expected": "string",
                "received": "undefined",
                "path": ["environment"],
                "message": "Required",
            }]),
        ),
        "429" => (
            "RateLimitExceeded",
            json!("Rate limit exceeded. Please try again in 5 seconds"),
        ),
        "503" => (
            "ServiceUnavailable",
            json!("the database is busy: try again"),
        ),
        _ => (
            "InternalServerError",
            json!("Something went wrong. The log has it under the request id."),
        ),
    };
    let status: u16 = status.parse().unwrap_or(500);
    json!({ "reqId": "req-3f9a1c5e7b2d48", "statusCode": status, "error": error, "message": message })
}
