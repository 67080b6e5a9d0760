//! `DELETE /api/v1/app-connections/{app}/{connectionId}`: the end of a connection that nothing
//! uses.

use axum::Json;
use model::connection::App;
use model::id::ConnectionId;
use service::connections;

use super::wire::{self, One};
use crate::api::request::{Answer, Call, Segments};

pub(super) async fn handle(
    call: Call,
    Segments((app, id)): Segments<(App, ConnectionId)>,
) -> Answer<One> {
    wire::find(&call, app, id).await?;
    let connection = connections::delete(&call.service, &call.caller, id).await?;
    Ok(Json(One::of(&call, connection).await?))
}
