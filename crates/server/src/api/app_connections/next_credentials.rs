//! `PUT` and `DELETE /api/v1/app-connections/{app}/{connectionId}/next-credentials`: credentials that
//! take over when the current ones stop working. What is no secret may be left out.

use axum::Json;
use model::connection::App;
use model::id::ConnectionId;
use serde_json::json;
use service::connections;

use super::sent;
use super::wire::{self, One};
use crate::api::description::{Fields, Operation};
use crate::api::request::{Answer, Body, Call, Segments};

pub(super) fn set_them() -> Operation {
    let fields = Fields::new().required(
        "credentials",
        sent::credential_fields(),
        "For the connection's method. What is no secret may be left out.",
    );
    Operation::put(set, "Set the credentials that take over")
        .about("They take over when the current ones stop working.")
        .body(
            fields,
            json!({ "credentials": { "clientSecret": "the-secret-that-comes-next" } }),
        )
        .answers::<One>(wire::example_of_one())
}

pub(super) fn clear_them() -> Operation {
    Operation::delete(clear, "Forget the credentials that take over")
        .answers::<One>(wire::example_of_one())
}

async fn set(
    call: Call,
    Segments((app, id)): Segments<(App, ConnectionId)>,
    Body(body): Body,
) -> Answer<One> {
    let fields = sent::credentials(&body.required_object("credentials")?)?;
    wire::find(&call, app, id).await?;
    let connection =
        connections::set_next_credentials(&call.service, &call.caller, id, fields).await?;
    Ok(Json(One::of(&call, connection).await?))
}

async fn clear(call: Call, Segments((app, id)): Segments<(App, ConnectionId)>) -> Answer<One> {
    wire::find(&call, app, id).await?;
    let connection = connections::clear_next_credentials(&call.service, &call.caller, id).await?;
    Ok(Json(One::of(&call, connection).await?))
}
