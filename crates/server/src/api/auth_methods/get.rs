//! `GET …/identities/{identityId}`: how an identity signs in.

use axum::Json;
use model::id::IdentityId;
use service::access;

use super::kind::Kind;
use crate::api::description::Operation;
use crate::api::request::{Answer, Call, Segments};

pub(super) fn operation<K: Kind>() -> Operation {
    Operation::get(handle::<K>, K::GET).answers::<K::Reply>(K::example())
}

async fn handle<K: Kind>(call: Call, Segments(id): Segments<IdentityId>) -> Answer<K::Reply> {
    let found = access::auth_method(&call.service, &call.caller, id, K::KIND).await?;
    Ok(Json(K::reply(found)?))
}
