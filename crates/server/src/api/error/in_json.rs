//! Failures that did not come from the API's own routes, put into the form that its clients read.

use axum::Json;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::body::{ErrorBody, Message};

/// The longest sentence, in bytes, that something outside the API refuses a request with.
const LONGEST_SENTENCE: usize = 4096;

/// Puts what failed before or beside the routes of the API, such as a request from another site, into
/// the form that its clients read.
pub(crate) async fn in_json(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_api = path == "/api" || path.starts_with("/api/");
    let response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let kind = response.headers().get(header::CONTENT_TYPE);
    if !is_api || !is_error || kind.is_some_and(|kind| kind == "application/json") {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let text = to_bytes(body, LONGEST_SENTENCE).await.unwrap_or_default();
    let error = match status {
        StatusCode::FORBIDDEN => "PermissionDenied",
        StatusCode::NOT_FOUND => "NotFound",
        StatusCode::PAYLOAD_TOO_LARGE => "PayloadTooLarge",
        status if status.is_server_error() => "InternalServerError",
        _ => "BadRequest",
    };
    let sentence = String::from_utf8_lossy(&text).trim().to_owned();
    let body = ErrorBody::new(status, error, Message::Sentence(sentence));
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    let mut answer = (status, Json(body)).into_response();
    for (name, value) in &parts.headers {
        answer.headers_mut().append(name, value.clone());
    }
    answer
}
