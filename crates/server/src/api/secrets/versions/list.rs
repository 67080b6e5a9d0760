//! `GET /api/v1/secret/{secretId}/secret-versions`: the versions of a secret.

use axum::http::HeaderMap;
use axum::response::Response;
use model::id::SecretId;
use serde_json::json;
use service::secrets::{self, Page, Which};

use super::wire::{self, SecretVersions};
use crate::api::description::{Fields, Operation, boolean, integer};
use crate::api::error::ApiError;
use crate::api::request::{Call, Query, Segments};
use crate::api::secrets::etag;
use crate::api::wire::{limit, list_length};

pub(in crate::api::secrets) fn operation() -> Operation {
    let fields = Fields::new()
        .optional(
            "offset",
            integer().minimum(Some(0)).default(Some(0.into())),
            "How many of the newest to pass over.",
        )
        .optional("limit", limit(), "How many.")
        .optional(
            "viewSecretValue",
            boolean(),
            "Whether to show values, as is the default. A hidden one is `<hidden-by-infisical>`.",
        );
    Operation::get(handle, "List the versions of a secret")
        .about("Newest first. Values are as they were written: references are not expanded.")
        .query(&fields)
        .answers::<SecretVersions>(json!({ "secretVersions": [wire::example()] }))
        .also_answers("304", etag::UNCHANGED)
}

async fn handle(
    call: Call,
    headers: HeaderMap,
    Segments(id): Segments<SecretId>,
    Query(query): Query,
) -> Result<Response, ApiError> {
    let page = Page {
        offset: query.integer("offset")?.unwrap_or(0).max(0).unsigned_abs(),
        limit: list_length(&query)?,
    };
    let reveal = query.flag("viewSecretValue")?.unwrap_or(true);
    let (service, caller) = (&call.service, &call.caller);
    let history = secrets::versions(service, caller, Which::Id(id), page, reveal).await?;
    let project = history.secret.project;
    etag::answer(&call, &headers, project, &SecretVersions::from(history))
}
