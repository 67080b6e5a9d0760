//! `GET /api/v3/secrets/raw/{name}` and `GET /api/v4/secrets/{name}`: one secret.

use axum::Json;
use model::SecretKey;
use serde::Serialize;
use service::secrets::{self, View};

use super::wire::{self, Secret};
use super::{place, view};
use crate::api::request::{Answer, Call, Fields, Query, Segments};

#[derive(Serialize)]
pub(super) struct Found {
    secret: Secret,
}

pub(super) async fn v3(
    call: Call,
    Segments(key): Segments<SecretKey>,
    Query(query): Query,
) -> Answer<Found> {
    let view = view::v3(&query)?;
    get(&call, &key, &query, view).await
}

pub(super) async fn v4(
    call: Call,
    Segments(key): Segments<SecretKey>,
    Query(query): Query,
) -> Answer<Found> {
    let view = view::v4(&query)?;
    get(&call, &key, &query, view).await
}

async fn get(call: &Call, key: &SecretKey, query: &Fields, view: View) -> Answer<Found> {
    wire::refuse_personal(query)?;
    let place = place::of(call, query).await?;
    let version = query.integer("version")?;
    let secret = secrets::get(&call.service, &call.caller, &place, key, version, view).await?;
    Ok(Json(Found {
        secret: Secret::new(place.project, secret),
    }))
}
