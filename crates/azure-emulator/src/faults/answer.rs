//! What a client sees of a fault: the answer the real service would have given.

use axum::{
    body::Bytes,
    http::{StatusCode, header},
};

use super::Fault;
use crate::{
    appconfig,
    call::{Call, Reply, body, empty, set},
    entra,
    traffic::Kind,
    world::World,
};

/// The answer of a fault, or `None` when the connection is to be cut.
pub(crate) fn answer(world: &World, call: &Call, kind: Kind, fault: Fault) -> Option<Reply> {
    let sign_in = kind.is_sign_in();
    let entra = |code| entra::refuse(world, call, code);
    Some(match fault {
        Fault::Reset => return None,
        Fault::Unauthorized if sign_in => entra(7_000_215),
        Fault::Unauthorized => {
            let mut reply = empty(StatusCode::UNAUTHORIZED);
            let challenge = "HMAC-SHA256 error=\"invalid_token\" \
                             error_description=\"Invalid Credential\", Bearer";
            set(&mut reply, header::WWW_AUTHENTICATE, challenge);
            reply
        }
        Fault::Forbidden => empty(StatusCode::FORBIDDEN),
        Fault::Locked => appconfig::locked_problem(
            appconfig::Route::key_of(call)
                .as_deref()
                .unwrap_or_default(),
        ),
        Fault::PreconditionFailed => empty(StatusCode::PRECONDITION_FAILED),
        Fault::Throttled { retry_after_ms } if sign_in => {
            let mut reply = entra(90_055);
            *reply.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            set_seconds_to_wait(&mut reply, retry_after_ms);
            reply
        }
        Fault::Throttled { retry_after_ms } if kind == Kind::ManagedIdentity => {
            let mut reply = empty(StatusCode::TOO_MANY_REQUESTS);
            set_seconds_to_wait(&mut reply, retry_after_ms);
            reply
        }
        Fault::Throttled { retry_after_ms } => appconfig::throttled_problem(retry_after_ms),
        Fault::ServerError if sign_in => {
            let mut reply = entra(90_033);
            *reply.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            reply
        }
        Fault::ServerError => empty(StatusCode::INTERNAL_SERVER_ERROR),
        Fault::Unavailable => empty(StatusCode::SERVICE_UNAVAILABLE),
        Fault::Status { status } => {
            empty(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        }
        Fault::Aadsts { code } if kind == Kind::Authorize => entra::fail_sign_in(world, call, code),
        Fault::Aadsts { code } => entra(code),
        // These two change an answer and never stand for one.
        Fault::Latency { .. } | Fault::TruncatedBody => {
            body(StatusCode::OK, "text/plain", String::new())
        }
    })
}

/// Sign-in services count whole seconds, unlike App Configuration.
fn set_seconds_to_wait(reply: &mut Reply, retry_after_ms: Option<u64>) {
    if let Some(wait) = retry_after_ms {
        set(reply, header::RETRY_AFTER, &wait.div_ceil(1000).to_string());
    }
}

/// Cuts an answer's body in the middle; the length announced is the shorter one.
pub(crate) fn truncate(reply: Reply) -> Reply {
    let (mut parts, body) = reply.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    Reply::from_parts(parts, Bytes::copy_from_slice(&body[..body.len() / 2]))
}
