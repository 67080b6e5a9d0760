//! Answers that a client may have already: an `ETag`, and 304 without a body when the client's is the
//! same. The reading is recorded either way.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::id::ProjectId;
use serde::Serialize;
use service::secrets;

use crate::api::error::ApiError;
use crate::api::request::Call;

/// What a 304 means.
pub(super) const UNCHANGED: &str = "The answer is the one that `If-None-Match` names.";

/// Answers a caller about secrets of a project.
pub(super) fn answer<T: Serialize>(
    call: &Call,
    headers: &HeaderMap,
    project: ProjectId,
    answer: &T,
) -> Result<Response, ApiError> {
    let body = serde_json::to_vec(answer).map_err(|error| ApiError::Internal(error.to_string()))?;
    let tag = secrets::entity_tag(&call.service, &call.caller, project, &body)
        .map(|tag| format!("\"{tag}\""));
    let mut response = match &tag {
        Some(tag) if has(headers, tag) => StatusCode::NOT_MODIFIED.into_response(),
        _ => {
            let json = HeaderValue::from_static("application/json");
            ([(header::CONTENT_TYPE, json)], Body::from(body)).into_response()
        }
    };
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Whether the client has it. Weak or strong makes no difference here (RFC 9110, 13.1.2).
fn has(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_may_name_several_answers_that_it_has() {
        let has = |text: &'static str| {
            let value = HeaderValue::from_static(text);
            has(
                &HeaderMap::from_iter([(header::IF_NONE_MATCH, value)]),
                "\"ab\"",
            )
        };
        assert!(has("\"ab\"") && has("W/\"ab\"") && has("\"x\", \"ab\"") && has("*"));
        assert!(!has("\"x\"") && !has("ab") && !has(""));
    }
}
