//! External issuers, as a cluster or a build service would be: `/external/{name}` has metadata,
//! keys and tokens that federated credentials can name. They share one key.

use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;
use time::Duration;

use super::{
    discovery,
    signer::{Signer, SignerError},
};
use crate::{
    call::{Call, Reply, body, empty},
    world::World,
};

/// Where the paths of external issuers begin.
pub(crate) const PATH: &str = "/external/";

#[derive(Serialize)]
struct Claims<'a> {
    iss: String,
    sub: &'a str,
    aud: [&'a str; 1],
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: String,
}

/// Answers `/external/{name}/…`.
pub(super) fn answer(call: &Call) -> Reply {
    let path = call.uri.path();
    if let Some(issuer) = path.strip_suffix("/.well-known/openid-configuration") {
        let issuer = format!("{}{issuer}", call.origin());
        let document = json!({
            "issuer": issuer,
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        });
        return body(StatusCode::OK, discovery::JSON, document.to_string());
    }
    match Signer::of_external_issuers() {
        Ok(signer) if path.ends_with("/keys") => discovery::key_set(signer),
        Ok(_) => empty(StatusCode::NOT_FOUND),
        Err(_) => empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// A token of an external issuer. An issuer that begins with `/external/` is one of these and
/// gets the address of the TLS face in front.
pub(crate) fn token(
    world: &World,
    issuer: &str,
    subject: &str,
    audience: &str,
    life: Duration,
) -> Result<String, SignerError> {
    let now = world.clock.now();
    Signer::of_external_issuers()?.sign(&Claims {
        iss: if issuer.starts_with(PATH) {
            format!("{}{issuer}", world.origins.https())
        } else {
            issuer.to_owned()
        },
        sub: subject,
        aud: [audience],
        iat: now.unix_timestamp(),
        nbf: now.unix_timestamp(),
        exp: (now + life).unix_timestamp(),
        jti: world.random.token(),
    })
}

/// Whether a token's `iss` is the issuer that a federated credential names.
pub(super) fn is_issuer(world: &World, known: &str, issuer: &str) -> bool {
    if known.starts_with(PATH) {
        let origin = issuer.strip_suffix(known);
        origin.is_some_and(|origin| world.origins.has(origin))
    } else {
        known == issuer
    }
}

/// Whether an external issuer signed this token.
pub(super) fn signed(token: &str) -> bool {
    Signer::of_external_issuers()
        .is_ok_and(|signer| signer.verify::<serde_json::Value>(token).is_some())
}
