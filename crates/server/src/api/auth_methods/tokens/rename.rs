//! `PATCH …/tokens/{tokenId}`: gives a token another name.

use axum::Json;
use model::id::AccessTokenId;
use serde_json::json;
use service::access;

use super::wire::{self, TokenReply};
use crate::api::description::{Fields, Operation, text};
use crate::api::request::{Answer, Body, Call, Segments};

pub(super) fn operation() -> Operation {
    let name = text().max_length(Some(255));
    Operation::patch(handle, "Rename a token")
        .body(
            Fields::new().optional("name", name, "What it is called."),
            json!({ "name": "ci" }),
        )
        .answers::<TokenReply>(json!({ "token": wire::example() }))
}

async fn handle(
    call: Call,
    Segments(id): Segments<AccessTokenId>,
    Body(body): Body,
) -> Answer<TokenReply> {
    let name = body.text("name")?;
    let renamed = access::rename_token(&call.service, &call.caller, id, name).await?;
    Ok(Json(renamed.into()))
}
