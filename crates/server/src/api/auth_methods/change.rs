//! `PATCH …/identities/{identityId}`: changes how an identity signs in.

use axum::Json;
use model::id::IdentityId;
use service::access;

use super::kind::Kind;
use super::terms;
use crate::api::description::Operation;
use crate::api::request::{Answer, Body, Call, Segments};

pub(super) fn operation<K: Kind>() -> Operation {
    Operation::patch(handle::<K>, K::CHANGE)
        .about("What is left out stays. Tokens given before keep the life they were given.")
        .body(terms::fields().and(K::fields()), K::body_example())
        .answers::<K::Reply>(K::example())
}

async fn handle<K: Kind>(
    call: Call,
    Segments(id): Segments<IdentityId>,
    Body(body): Body,
) -> Answer<K::Reply> {
    let (terms, settings) = (terms::parse(&body)?, K::parse(&body)?);
    let (service, caller) = (&call.service, &call.caller);
    let changed = access::change_auth_method(service, caller, id, terms, settings).await?;
    Ok(Json(K::reply(changed)?))
}
