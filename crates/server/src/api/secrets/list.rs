//! `GET /api/v3/secrets/raw` and `GET /api/v4/secrets`: the secrets of a folder.

use axum::http::HeaderMap;
use axum::response::Response;
use model::id::FolderId;
use model::{SecretPath, Slug};
use serde::Serialize;
use serde_json::json;
use service::secrets::{self, Imported, Listing, View};
use utoipa::ToSchema;

use super::wire::{self, Secret};
use super::{etag, place, view};
use crate::api::description::Operation;
use crate::api::error::ApiError;
use crate::api::request::{Call, Fields, Query};

#[derive(Serialize, ToSchema)]
#[schema(as = SecretList)]
struct Found {
    secrets: Vec<Secret>,
    /// Always there: some clients fail without it.
    imports: Vec<Group>,
}

/// An imported folder with its secrets. Those that it imports itself are among them where it has none
/// of that name.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportedSecrets)]
#[serde(rename_all = "camelCase")]
struct Group {
    secret_path: SecretPath,
    environment: Slug,
    folder_id: FolderId,
    secrets: Vec<Secret>,
}

pub(super) fn list_v3() -> Operation {
    describe(Operation::get(v3, "List the secrets of a folder"))
}

pub(super) fn list_v4() -> Operation {
    describe(Operation::get(v4, "List the secrets of a folder")).about(view::NEWER)
}

fn describe(operation: Operation) -> Operation {
    let fields = place::fields()
        .and(view::fields())
        .and(view::import_fields())
        .and(view::filter_fields());
    operation
        .query(&fields)
        .answers::<Found>(json!({ "secrets": [wire::example()], "imports": [] }))
        .also_answers("304", etag::UNCHANGED)
}

async fn v3(call: Call, headers: HeaderMap, Query(query): Query) -> Result<Response, ApiError> {
    list(&call, &headers, &query, view::v3(&query)?).await
}

async fn v4(call: Call, headers: HeaderMap, Query(query): Query) -> Result<Response, ApiError> {
    list(&call, &headers, &query, view::v4(&query)?).await
}

async fn list(
    call: &Call,
    headers: &HeaderMap,
    query: &Fields,
    view: View,
) -> Result<Response, ApiError> {
    let filter = view::filter(query)?;
    let place = place::of(call, query).await?;
    let found = secrets::search(&call.service, &call.caller, &place, view, &filter).await?;
    etag::answer(call, headers, place.project, &Found::from(found))
}

impl From<Listing> for Found {
    fn from(found: Listing) -> Self {
        Self {
            secrets: found.secrets.into_iter().map(Secret::from).collect(),
            imports: found.imports.into_iter().map(Group::from).collect(),
        }
    }
}

impl From<Imported> for Group {
    fn from(import: Imported) -> Self {
        Self {
            secret_path: import.place.path,
            environment: import.place.environment,
            folder_id: import.folder,
            secrets: import.secrets.into_iter().map(Secret::from).collect(),
        }
    }
}
