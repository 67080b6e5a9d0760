//! The variable parts of a path.

use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, RawPathParams};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::State;
use crate::api::error::ApiError;

/// The parts that name an app. One that is not known is no route of ours.
const APPS: [&str; 2] = ["app", "destination"];

/// The variable parts of a path, decoded and parsed. An id or name that is none is a bad
/// field.
pub(crate) struct Segments<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<State> for Segments<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let error = match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(segments)) => return Ok(Self(segments)),
            Err(PathRejection::FailedToDeserializePathParams(error)) => error.into_kind(),
            Err(error) => return Err(ApiError::Internal(error.to_string())),
        };
        let (key, message) = match error {
            ErrorKind::DeserializeError { key, message, .. } => (key, message),
            ErrorKind::InvalidUtf8InPathParam { key } => (
                key,
                "is not UTF-8 when its percent-encoding is undone".to_owned(),
            ),
            // Only numbers are parsed before they are read.
            ErrorKind::ParseErrorAtIndex { index, .. } => (
                key_at(index, parts, state).await,
                "is not a whole number".to_owned(),
            ),
            // A path with one variable part does not say which one it is.
            ErrorKind::Message(message) => (key_at(0, parts, state).await, message),
            other => return Err(ApiError::Internal(other.to_string())),
        };
        if APPS.contains(&key.as_str()) {
            let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
            return Err(ApiError::NoRoute { method, path });
        }
        Err(ApiError::field(&key, message))
    }
}

async fn key_at(index: usize, parts: &mut Parts, state: &State) -> String {
    let raw = RawPathParams::from_request_parts(parts, state).await;
    let key = raw
        .ok()
        .and_then(|raw| raw.iter().nth(index).map(|(key, _)| key.to_owned()));
    key.unwrap_or_else(|| "path".to_owned())
}
