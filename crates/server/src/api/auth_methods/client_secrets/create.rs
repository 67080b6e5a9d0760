//! `POST …/client-secrets`: a new client secret, which is shown this once.

use axum::Json;
use model::id::IdentityId;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::json;
use service::access::{self, NewClientSecret};
use utoipa::ToSchema;

use super::wire::{self, ClientSecretData};
use crate::api::description::{Fields, Operation, integer, text};
use crate::api::request::{Answer, Body, Call, Segments};
use crate::api::wire::given_out;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MadeClientSecret {
    #[serde(serialize_with = "given_out")]
    #[schema(value_type = String)]
    client_secret: SecretString,
    client_secret_data: ClientSecretData,
}

pub(super) fn operation() -> Operation {
    let fields = Fields::new()
        .optional(
            "description",
            text().max_length(Some(1_024)),
            "What it is for.",
        )
        .optional(
            "numUsesLimit",
            integer().minimum(Some(0)),
            "How often it may be used; 0 is without limit.",
        )
        .optional(
            "ttl",
            integer().minimum(Some(0)).maximum(Some(315_360_000)),
            "Seconds that it works; 0 is without end.",
        );
    let reply = json!({ "clientSecret": "ab12…", "clientSecretData": wire::example() });
    Operation::post(handle, "Create a client secret")
        .about("The secret is shown this once. Only admins of the organization may do this.")
        .body(
            fields,
            json!({ "description": "ci", "numUsesLimit": 0, "ttl": 0 }),
        )
        .answers::<MadeClientSecret>(reply)
}

async fn handle(
    call: Call,
    Segments(id): Segments<IdentityId>,
    Body(body): Body,
) -> Answer<MadeClientSecret> {
    let request = NewClientSecret {
        description: body.text("description")?.unwrap_or_default().to_owned(),
        uses_limit: body.integer("numUsesLimit")?.unwrap_or(0),
        ttl: body.integer("ttl")?.unwrap_or(0),
    };
    let made = access::create_client_secret(&call.service, &call.caller, id, request).await?;
    Ok(Json(MadeClientSecret {
        client_secret: made.secret,
        client_secret_data: made.view.into(),
    }))
}
