//! `GET /api/v1/app-connections/{app}/{connectionId}`: one connection.

use axum::Json;
use model::connection::App;
use model::id::ConnectionId;

use super::wire::{self, One};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation() -> Operation {
    Operation::get(handle, "Get a connection").answers::<One>(wire::example_of_one())
}

async fn handle(call: Call, Segments((app, id)): Segments<(App, ConnectionId)>) -> Answer<One> {
    let connection = wire::find(&call, app, id).await?;
    Ok(Json(One::of(&call, connection).await?))
}
