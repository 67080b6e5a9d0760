//! `GET /api/v1/app-connections/{app}/{connectionId}`: one connection.

use axum::Json;
use model::connection::App;
use model::id::ConnectionId;

use super::wire::{self, One};
use crate::api::request::{Answer, Call, Segments};

pub(super) async fn handle(
    call: Call,
    Segments((app, id)): Segments<(App, ConnectionId)>,
) -> Answer<One> {
    let connection = wire::find(&call, app, id).await?;
    Ok(Json(One::of(&call, connection).await?))
}
