//! `GET /api/v3/secrets/raw` and `GET /api/v4/secrets`: the secrets of a folder.

use axum::Json;
use serde::Serialize;
use service::secrets::{self, View};

use super::wire::Secret;
use super::{place, view};
use crate::api::request::{Answer, Call, Fields, Query};

#[derive(Serialize)]
pub(super) struct Secrets {
    secrets: Vec<Secret>,
    /// Always there: some clients fail without it.
    imports: [(); 0],
}

pub(super) async fn v3(call: Call, Query(query): Query) -> Answer<Secrets> {
    let view = view::v3(&query)?;
    list(&call, &query, view).await
}

pub(super) async fn v4(call: Call, Query(query): Query) -> Answer<Secrets> {
    let view = view::v4(&query)?;
    list(&call, &query, view).await
}

async fn list(call: &Call, query: &Fields, view: View) -> Answer<Secrets> {
    let place = place::of(call, query).await?;
    let secrets = secrets::list(&call.service, &call.caller, &place, view).await?;
    let secrets = secrets
        .into_iter()
        .map(|s| Secret::new(place.project, s))
        .collect();
    Ok(Json(Secrets {
        secrets,
        imports: [],
    }))
}
