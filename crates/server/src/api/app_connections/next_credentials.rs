//! `PUT` and `DELETE /api/v1/app-connections/{app}/{connectionId}/next-credentials`: credentials that
//! take over when the current ones stop working. What is no secret may be left out.

use axum::Json;
use model::connection::App;
use model::id::ConnectionId;
use service::connections;

use super::wire::{self, One};
use crate::api::request::{Answer, Body, Call, Segments};

pub(super) async fn set(
    call: Call,
    Segments((app, id)): Segments<(App, ConnectionId)>,
    Body(body): Body,
) -> Answer<One> {
    let fields = wire::credentials(&body.required_object("credentials")?)?;
    wire::find(&call, app, id).await?;
    let connection =
        connections::set_next_credentials(&call.service, &call.caller, id, fields).await?;
    Ok(Json(One::of(&call, connection).await?))
}

pub(super) async fn clear(
    call: Call,
    Segments((app, id)): Segments<(App, ConnectionId)>,
) -> Answer<One> {
    wire::find(&call, app, id).await?;
    let connection = connections::clear_next_credentials(&call.service, &call.caller, id).await?;
    Ok(Json(One::of(&call, connection).await?))
}
