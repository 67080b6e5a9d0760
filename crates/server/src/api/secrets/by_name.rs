//! `/api/v1/secrets/by-name`: a secret whose name comes as a field. Additive: it reaches names that
//! clash with a fixed route, such as `batch` or one that begins with `id/`, and names that a proxy on
//! the way would rewrite, such as `a//b` or `a/../b`.

use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::wire::{self, One};
use super::{create, delete, etag, get, place, update, view};
use crate::api::description::{Fields, Operation, text};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Query};

const NAME: &str = "secretName";

fn named(fields: Fields) -> Fields {
    let name = text().min_length(Some(1)).max_length(Some(255));
    Fields::new()
        .required(NAME, name, "The secret's name.")
        .and(fields)
}

fn named_example(mut example: Value) -> Value {
    example[NAME] = json!("id/A");
    example
}

pub(super) fn get() -> Operation {
    Operation::get(handle_get, "Get a secret by a name in the query")
        .query(&named(place::fields().and(get::fields())))
        .answers::<One>(json!({ "secret": wire::example() }))
        .also_answers("304", etag::UNCHANGED)
}

pub(super) fn create() -> Operation {
    Operation::post(handle_create, "Create a secret by a name in the body")
        .body(named(create::fields()), named_example(create::example()))
        .answers::<One>(json!({ "secret": wire::example() }))
}

pub(super) fn update() -> Operation {
    Operation::patch(handle_update, "Update a secret by a name in the body")
        .body(named(update::fields()), named_example(update::example()))
        .answers::<One>(json!({ "secret": wire::example() }))
}

pub(super) fn delete() -> Operation {
    Operation::delete(handle_delete, "Delete a secret by a name in the body")
        .body(named(place::fields()), named_example(delete::example()))
        .answers::<One>(json!({ "secret": wire::hidden_example() }))
}

async fn handle_get(
    call: Call,
    headers: HeaderMap,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let view = view::v3(&query)?;
    get::get(&call, &headers, &query.required(NAME)?, &query, view).await
}

async fn handle_create(call: Call, Body(body): Body) -> Answer<One> {
    create::create(&call, body.required(NAME)?, &body).await
}

async fn handle_update(call: Call, Body(body): Body) -> Answer<One> {
    update::update(&call, body.required(NAME)?, &body).await
}

async fn handle_delete(call: Call, Query(query): Query, Body(body): Body) -> Answer<One> {
    let fields = if body.has("environment") { body } else { query };
    delete::delete(&call, fields.required(NAME)?, &fields).await
}
