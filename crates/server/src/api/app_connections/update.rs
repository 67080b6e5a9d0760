//! `PATCH /api/v1/app-connections/{app}/{connectionId}`: a change of a connection. Credentials are
//! sent complete or not at all; those of another account only with `acceptOtherAccount`.

use axum::Json;
use model::connection::App;
use model::id::ConnectionId;
use serde_json::json;
use service::connections::{self, ConnectionChange};

use super::sent;
use super::wire::{self, One};
use crate::api::description::{self, Operation, boolean};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields, Segments};
use crate::api::wire::{changed_description, described, slug};

pub(super) fn operation() -> Operation {
    let fields = description::Fields::new()
        .optional("name", slug(), "Another name.")
        .optional(
            "description",
            described(),
            "Another purpose; empty for none.",
        )
        .optional(
            "credentials",
            sent::credential_fields(),
            "Other credentials for the same method, complete.",
        )
        .optional(
            "acceptOtherAccount",
            boolean(),
            "Whether they may be of another account. Without it that answers 409.",
        )
        .and(sent::limit_fields());
    Operation::patch(handle, "Change a connection")
        .about("What is left out stays. The app, the method and the project cannot change.")
        .body(fields, json!({ "description": "The production store" }))
        .answers::<One>(wire::example_of_one())
}

async fn handle(
    call: Call,
    Segments((app, id)): Segments<(App, ConnectionId)>,
    Body(body): Body,
) -> Answer<One> {
    let change = parse(&body)?;
    wire::find(&call, app, id).await?;
    let connection = connections::update(&call.service, &call.caller, id, change).await?;
    Ok(Json(One::of(&call, connection).await?))
}

fn parse(body: &Fields) -> Result<ConnectionChange, ApiError> {
    sent::refuse_what_is_not_offered(body)?;
    let credentials = body.object("credentials")?;
    Ok(ConnectionChange {
        name: body.parsed("name")?,
        description: changed_description(body)?,
        credentials: credentials.as_ref().map(sent::credentials).transpose()?,
        limits: sent::limits(body)?,
        accept_other_account: body.flag("acceptOtherAccount")?.unwrap_or(false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_can_be_cleared_and_credentials_left_alone() {
        let body = Fields::from_json(br#"{"description":null,"method":"client-secret"}"#).unwrap();
        let change = parse(&body).unwrap();
        assert_eq!(change.description, Some(None));
        assert!(change.credentials.is_none() && change.name.is_none());
    }
}
