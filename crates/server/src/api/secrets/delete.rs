//! `DELETE /api/v3/secrets/raw/{name}`: the end of a secret. The place comes in the body, or, from
//! clients that send none, in the query.

use axum::Json;
use model::SecretKey;
use serde::Serialize;
use service::secrets;

use super::place;
use super::wire::{self, Secret};
use crate::api::request::{Answer, Body, Call, Query, Segments};

#[derive(Serialize)]
pub(super) struct Deleted {
    secret: Option<Secret>,
}

pub(super) async fn handle(
    call: Call,
    Segments(key): Segments<SecretKey>,
    Query(query): Query,
    Body(body): Body,
) -> Answer<Deleted> {
    let fields = if body.has("environment") { body } else { query };
    wire::refuse_personal(&fields)?;
    let place = place::of(&call, &fields).await?;
    let deleted = secrets::delete(&call.service, &call.caller, &place, &[key]).await?;
    let secret = deleted.into_iter().next();
    Ok(Json(Deleted {
        secret: secret.map(|s| Secret::new(place.project, s)),
    }))
}
