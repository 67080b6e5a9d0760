//! Turns a panic in a handler into an answer. The log has the particulars under the request id.

use std::any::Any;

use axum::body::Body;
use axum::http::{Response, StatusCode};

use super::request_id;

#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature of the panic layer"
)]
pub(super) fn answer(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let place = panic
        .downcast_ref::<&'static str>()
        .copied()
        .unwrap_or("a handler panicked");
    tracing::error!(panic = place, "internal error");
    let id = request_id::current();
    let mut response = Response::new(Body::from(format!(
        "Something inside Keyferry failed. The log has it under request {id}.\n"
    )));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
