//! `PATCH /api/v3/secrets/raw/{name}`: a change of a secret. What the body leaves out stays.

use axum::Json;
use model::SecretKey;
use serde::Serialize;
use service::secrets::{self, Expect};

use super::place;
use super::wire::{self, Secret};
use crate::api::request::{Answer, Body, Call, Segments};

#[derive(Serialize)]
pub(super) struct Updated {
    secret: Option<Secret>,
}

pub(super) async fn handle(
    call: Call,
    Segments(key): Segments<SecretKey>,
    Body(body): Body,
) -> Answer<Updated> {
    wire::refuse_personal(&body)?;
    let place = place::of(&call, &body).await?;
    let change = wire::change(key, &body)?;
    let written = secrets::set(
        &call.service,
        &call.caller,
        &place,
        vec![change],
        Expect::Existing,
    )
    .await?;
    let secret = written.into_iter().next();
    Ok(Json(Updated {
        secret: secret.map(|s| Secret::new(place.project, s)),
    }))
}
