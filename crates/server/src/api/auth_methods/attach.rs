//! `POST …/identities/{identityId}`: another way for an identity to sign in.

use axum::Json;
use model::id::IdentityId;
use service::access;

use super::kind::Kind;
use super::terms;
use crate::api::description::Operation;
use crate::api::request::{Answer, Body, Call, Segments};

pub(super) fn operation<K: Kind>() -> Operation {
    Operation::post(handle::<K>, K::ATTACH)
        .about("Only admins of the organization may do this.")
        .body(terms::fields().and(K::fields()), K::body_example())
        .answers::<K::Reply>(K::example())
}

async fn handle<K: Kind>(
    call: Call,
    Segments(id): Segments<IdentityId>,
    Body(body): Body,
) -> Answer<K::Reply> {
    let (terms, settings) = (terms::parse(&body)?, K::parse(&body)?);
    let made = access::attach(&call.service, &call.caller, id, terms, settings).await?;
    Ok(Json(K::reply(made)?))
}
