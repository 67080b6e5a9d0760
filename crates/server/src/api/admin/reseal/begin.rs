//! `POST /api/v1/admin/encryption/reseal`: begins to seal everything anew.

use axum::Json;
use service::keys::reseal;

use super::wire::{self, One};
use crate::api::description::Operation;
use crate::api::request::{Answer, Call};

pub(in crate::api::admin) fn operation() -> Operation {
    Operation::post(handle, "Seal everything anew")
        .about(
            "Gives the organization and every project a new data key, seals everything that is kept \
             encrypted anew under it in the background, and deletes the old keys. While that goes on, \
             asking again changes nothing. For admins of the organization.",
        )
        .answers::<One>(wire::example())
}

async fn handle(call: Call) -> Answer<One> {
    let begun = reseal::begin(&call.service, &call.caller).await?;
    Ok(Json(begun.into()))
}
