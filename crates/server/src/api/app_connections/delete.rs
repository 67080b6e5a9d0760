//! `DELETE /api/v1/app-connections/{app}/{connectionId}`: the end of a connection that nothing
//! uses.

use axum::Json;
use model::connection::App;
use model::id::ConnectionId;
use service::connections;

use super::wire::{self, One};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation() -> Operation {
    Operation::delete(handle, "Delete a connection")
        .about("One that syncs use stays; the refusal names them. Answers with what was deleted.")
        .answers::<One>(wire::example_of_one())
}

async fn handle(call: Call, Segments((app, id)): Segments<(App, ConnectionId)>) -> Answer<One> {
    wire::find(&call, app, id).await?;
    let connection = connections::delete(&call.service, &call.caller, id).await?;
    Ok(Json(One::of(&call, connection).await?))
}
