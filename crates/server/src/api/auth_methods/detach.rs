//! `DELETE …/identities/{identityId}`: takes a way of signing in from an identity.

use axum::Json;
use model::id::IdentityId;
use service::access;

use super::kind::Kind;
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation<K: Kind>() -> Operation {
    Operation::delete(handle::<K>, K::DETACH)
        .about("The access tokens that it gave end at once.")
        .answers::<K::Reply>(K::example())
}

async fn handle<K: Kind>(call: Call, Segments(id): Segments<IdentityId>) -> Answer<K::Reply> {
    let removed = access::detach(&call.service, &call.caller, id, K::KIND).await?;
    Ok(Json(K::reply(removed)?))
}
