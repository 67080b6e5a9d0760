//! Microsoft Entra ID: sign-in pages, the token endpoint, metadata and keys.

mod access_claims;
mod assertion;
mod authorize;
mod client;
mod codes;
mod discovery;
mod error;
pub(crate) mod external;
mod form;
mod grants;
mod pages;
mod scopes;
mod signer;
mod token;

pub(crate) use self::{
    access_claims::{AccessClaims, Bearer},
    authorize::fail as fail_sign_in,
    error::refuse,
    form::Form,
    grants::Grants,
    scopes::is_known as is_known_resource,
    signer::Signer,
};
pub use self::{codes::aadsts_codes, signer::SignerError};

use axum::http::{Method, StatusCode};

use crate::{
    call::{Call, Reply, empty},
    world::World,
};

/// Answers a request to `/{tenant}/…`.
pub(crate) fn answer(world: &World, call: &Call) -> Reply {
    if call.uri.path().starts_with(external::PATH) && call.method == Method::GET {
        return external::answer(call);
    }
    let path = call.uri.path().trim_start_matches('/');
    let (tenant, rest) = path.split_once('/').unwrap_or((path, ""));
    let get = call.method == Method::GET;
    let post = call.method == Method::POST;
    match rest {
        "oauth2/v2.0/authorize" if get || post => authorize::run(world, call, tenant),
        "oauth2/v2.0/token" if post => token::run(world, call, tenant),
        "v2.0/.well-known/openid-configuration" if get => discovery::metadata(world, call, tenant),
        // Entra has the same keys at both: of its v1.0 endpoints and of v2.0's.
        "discovery/keys" | "discovery/v2.0/keys" if get => discovery::key_set(world.signer),
        "discovery/instance" if get => discovery::instance(call),
        "oauth2/v2.0/authorize" | "oauth2/v2.0/token" => empty(StatusCode::METHOD_NOT_ALLOWED),
        _ => empty(StatusCode::NOT_FOUND),
    }
}
