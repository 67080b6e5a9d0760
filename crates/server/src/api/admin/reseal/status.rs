//! `GET /api/v1/admin/encryption/reseal`: how the sealing anew stands.

use axum::Json;
use service::keys::reseal;

use super::wire::{self, One};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call};

pub(in crate::api::admin) fn operation() -> Operation {
    Operation::get(handle, "See how sealing anew stands")
        .about("Of the last time that it was begun. For admins of the organization.")
        .answers::<One>(wire::example())
}

async fn handle(call: Call) -> Answer<One> {
    let status = reseal::status(&call.service, &call.caller).await?;
    Ok(Json(status.into()))
}
