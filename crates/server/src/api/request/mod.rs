//! What a handler asks for of a request: who calls, which fields came, which name the path ends in.

mod call;
mod fields;
mod segments;

pub(crate) use call::Call;
pub(crate) use fields::{Body, Fields, Query};
pub(crate) use segments::Segments;

use axum::Json;

use super::error::ApiError;

/// What every handler answers.
pub(crate) type Answer<T> = Result<Json<T>, ApiError>;
