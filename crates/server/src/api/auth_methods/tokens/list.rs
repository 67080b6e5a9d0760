//! `GET …/tokens`: the tokens that people made for an identity, without the tokens.

use axum::Json;
use model::id::IdentityId;
use serde::Serialize;
use serde_json::json;
use service::access;
use utoipa::ToSchema;

use super::wire::{self, TokenData};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

#[derive(Serialize, ToSchema)]
pub(super) struct TokenList {
    tokens: Vec<TokenData>,
}

pub(super) fn operation() -> Operation {
    Operation::get(handle, "List tokens")
        .answers::<TokenList>(json!({ "tokens": [wire::example()] }))
}

async fn handle(call: Call, Segments(id): Segments<IdentityId>) -> Answer<TokenList> {
    let list = access::named_tokens(&call.service, &call.caller, id).await?;
    Ok(Json(TokenList {
        tokens: list.into_iter().map(Into::into).collect(),
    }))
}
