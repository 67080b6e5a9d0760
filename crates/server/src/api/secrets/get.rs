//! `GET /api/v3/secrets/raw/{name}`, `GET /api/v4/secrets/{name}` and the same by id: one secret.

use axum::http::HeaderMap;
use axum::response::Response;
use model::SecretKey;
use model::id::SecretId;
use serde_json::json;
use service::secrets::{self, View};

use super::wire::{self, One};
use super::{change, etag, place, view};
use crate::api::description::{Fields as Described, Operation, integer};
use crate::api::error::ApiError;
use crate::api::request::{Call, Fields, Query, Segments};

pub(super) fn get_v3() -> Operation {
    by_name(Operation::get(v3, "Get a secret"))
}

pub(super) fn get_v4() -> Operation {
    by_name(Operation::get(v4, "Get a secret")).about(view::NEWER)
}

pub(super) fn get_by_id_v3() -> Operation {
    by_id(Operation::get(by_id_v3, "Get a secret by its id"))
}

pub(super) fn get_by_id_v4() -> Operation {
    by_id(Operation::get(by_id_v4, "Get a secret by its id")).about(view::NEWER)
}

fn by_name(operation: Operation) -> Operation {
    operation
        .query(&place::fields().and(fields()))
        .answers::<One>(json!({ "secret": wire::example() }))
        .also_answers("304", etag::UNCHANGED)
}

fn by_id(operation: Operation) -> Operation {
    operation
        .query(&version().and(view::fields()))
        .answers::<One>(json!({ "secret": wire::example() }))
        .also_answers("304", etag::UNCHANGED)
}

/// What may be asked of one secret.
pub(super) fn fields() -> Described {
    version().and(view::fields()).and(view::import_fields())
}

fn version() -> Described {
    let number = integer().minimum(Some(1));
    Described::new().optional("version", number, "A version; the newest when left out.")
}

async fn v3(
    call: Call,
    headers: HeaderMap,
    Segments(key): Segments<SecretKey>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    get(&call, &headers, &key, &query, view::v3(&query)?).await
}

async fn v4(
    call: Call,
    headers: HeaderMap,
    Segments(key): Segments<SecretKey>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    get(&call, &headers, &key, &query, view::v4(&query)?).await
}

async fn by_id_v3(
    call: Call,
    headers: HeaderMap,
    Segments(id): Segments<SecretId>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    get_by_id(&call, &headers, id, &query, view::v3(&query)?).await
}

async fn by_id_v4(
    call: Call,
    headers: HeaderMap,
    Segments(id): Segments<SecretId>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    get_by_id(&call, &headers, id, &query, view::v4(&query)?).await
}

pub(super) async fn get(
    call: &Call,
    headers: &HeaderMap,
    key: &SecretKey,
    query: &Fields,
    view: View,
) -> Result<Response, ApiError> {
    change::refuse_personal(query)?;
    let place = place::of(call, query).await?;
    let version = query.integer("version")?;
    let secret = secrets::get(&call.service, &call.caller, &place, key, version, view).await?;
    etag::answer(call, headers, place.project, &One::new(secret))
}

async fn get_by_id(
    call: &Call,
    headers: &HeaderMap,
    id: SecretId,
    query: &Fields,
    view: View,
) -> Result<Response, ApiError> {
    let version = query.integer("version")?;
    let secret = secrets::get_by_id(&call.service, &call.caller, id, version, view).await?;
    etag::answer(call, headers, secret.project, &One::new(secret))
}
