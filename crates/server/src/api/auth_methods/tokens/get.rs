//! `GET …/tokens/{tokenId}`: a token that people made, without the token.

use axum::Json;
use model::id::AccessTokenId;
use serde_json::json;
use service::access;

use super::wire::{self, TokenReply};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation() -> Operation {
    Operation::get(handle, "Get a token").answers::<TokenReply>(json!({ "token": wire::example() }))
}

async fn handle(call: Call, Segments(id): Segments<AccessTokenId>) -> Answer<TokenReply> {
    let found = access::named_token(&call.service, &call.caller, id).await?;
    Ok(Json(found.into()))
}
