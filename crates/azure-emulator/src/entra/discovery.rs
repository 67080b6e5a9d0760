//! Metadata document, signing keys and instance discovery.

use axum::http::StatusCode;
use serde_json::json;

use super::{refuse, signer::Signer};
use crate::{
    call::{Call, Reply, body},
    world::World,
};

pub(super) const JSON: &str = "application/json; charset=utf-8";

/// `/{tenant}/v2.0/.well-known/openid-configuration`. For `common` and `organizations` the
/// issuer is the literal template `{tenantid}`.
pub(super) fn metadata(world: &World, call: &Call, tenant: &str) -> Reply {
    let issuer_tenant = if matches!(tenant, "common" | "organizations") {
        "{tenantid}".to_owned()
    } else {
        match world
            .directory
            .with(|directory| directory.tenant(tenant).map(|tenant| tenant.id))
        {
            Some(id) => id.to_string(),
            None => return refuse(world, call, 90_002),
        }
    };
    let origin = call.origin();
    let base = format!("{origin}/{tenant}/oauth2/v2.0");
    let document = json!({
        "token_endpoint": format!("{base}/token"),
        "token_endpoint_auth_methods_supported":
            ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": format!("{origin}/{tenant}/discovery/v2.0/keys"),
        "response_modes_supported": ["query"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": format!("{origin}/{issuer_tenant}/v2.0"),
        "request_uri_parameter_supported": false,
        "authorization_endpoint": format!("{base}/authorize"),
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver",
        ],
    });
    body(StatusCode::OK, JSON, document.to_string())
}

/// The key that tokens are signed with.
pub(super) fn key_set(signer: &Signer) -> Reply {
    let (id, modulus) = signer.public();
    let keys = json!({
        "keys": [{ "kty": "RSA", "use": "sig", "kid": id, "n": modulus, "e": "AQAB" }],
    });
    body(StatusCode::OK, JSON, keys.to_string())
}

/// What Microsoft's libraries ask about an authority they do not know.
pub(super) fn instance(call: &Call) -> Reply {
    let host = call.host();
    let document = json!({
        "tenant_discovery_endpoint":
            format!("{}/common/v2.0/.well-known/openid-configuration", call.origin()),
        "api-version": "1.1",
        "metadata": [
            { "preferred_network": host, "preferred_cache": host, "aliases": [host] },
        ],
    });
    body(StatusCode::OK, JSON, document.to_string())
}
