//! `POST …/tokens/{tokenId}/revoke`: takes a token back.

use axum::Json;
use model::id::AccessTokenId;
use service::access;

use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};
use crate::api::wire::Revoked;

pub(super) fn operation() -> Operation {
    Operation::post(handle, "Revoke a token").answers::<Revoked>(Revoked::example())
}

async fn handle(call: Call, Segments(id): Segments<AccessTokenId>) -> Answer<Revoked> {
    access::revoke_named_token(&call.service, &call.caller, id).await?;
    Ok(Json(Revoked::token()))
}
