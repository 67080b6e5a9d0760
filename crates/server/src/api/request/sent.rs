//! Where fields come from: the body, whatever its content type, or the query.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::Fields;
use crate::State;
use crate::api::error::ApiError;

/// The fields of a body. A request without a body has none.
pub(crate) struct Body(pub(crate) Fields);

/// The fields of a query.
pub(crate) struct Query(pub(crate) Fields);

impl FromRequest<State> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &State) -> Result<Self, ApiError> {
        let bytes =
            Bytes::from_request(request, state)
                .await
                .map_err(|error| match error.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
                    _ => ApiError::BadRequest(error.body_text()),
                })?;
        Fields::from_json(&bytes).map(Self)
    }
}

impl FromRequestParts<State> for Query {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, ApiError> {
        Ok(Self(Fields::from_query(
            parts.uri.query().unwrap_or_default(),
        )))
    }
}
