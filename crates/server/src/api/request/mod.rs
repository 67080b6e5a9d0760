//! What a handler asks for of a request: who calls, which fields came, which name the path ends in.

mod call;
mod fields;
mod segments;
mod sent;

pub(crate) use call::{Call, ComesFrom, PersonsCall};
pub(crate) use fields::Fields;
pub(crate) use segments::Segments;
pub(crate) use sent::{Body, Query};

use axum::Json;

use super::error::ApiError;

/// What every handler answers.
pub(crate) type Answer<T> = Result<Json<T>, ApiError>;
