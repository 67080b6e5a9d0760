//! Managed identity, as a virtual machine (IMDS) and as App Service offer it. Both are on the
//! plain face only, like the addresses they stand for.

use axum::http::{Method, StatusCode};
use serde::Serialize;
use serde_json::json;

use crate::{
    ManagedIdentity,
    call::{Call, Reply, body, empty},
    directory::WhichIdentity,
    entra::{AccessClaims, Bearer, Form, is_known_resource},
    world::World,
};

/// The path of IMDS, the service of a virtual machine.
const IMDS: &str = "/metadata/identity/oauth2/token";

/// The path of App Service's endpoint.
pub(crate) const APP_SERVICE: &str = "/msi/token";

/// What App Service's endpoint wants in `X-IDENTITY-HEADER`. It opens nothing else.
pub(crate) const IDENTITY_HEADER: &str = "emulator-only-identity-header";

const JSON: &str = "application/json; charset=utf-8";

/// Why there is no token. The text is Azure's own.
struct Refused {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

/// Both endpoints send every number as text.
#[derive(Serialize)]
struct Answer {
    access_token: String,
    client_id: String,
    expires_in: String,
    expires_on: String,
    ext_expires_in: String,
    not_before: String,
    resource: String,
    token_type: &'static str,
}

/// Whether a path is one of managed identity.
pub(crate) fn owns(path: &str) -> bool {
    path == IMDS || path == APP_SERVICE
}

/// Answers a request for a token of the machine's identity.
pub(crate) fn answer(world: &World, call: &Call) -> Reply {
    if call.secure {
        return empty(StatusCode::NOT_FOUND);
    }
    if call.method != Method::GET {
        return empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    let query = Form::parse(call.uri.query().unwrap_or_default().as_bytes());
    let by_imds = call.uri.path() == IMDS;
    let allowed = if by_imds {
        may_ask_imds(call)
    } else {
        may_ask_app_service(call)
    };
    match allowed.and_then(|()| token(world, call, &query)) {
        Ok(answer) => {
            let text = serde_json::to_string(&answer).unwrap_or_default();
            body(StatusCode::OK, JSON, text)
        }
        Err(refused) if by_imds => {
            let text = json!({ "error": refused.error, "error_description": refused.description });
            body(refused.status, JSON, text.to_string())
        }
        Err(refused) => {
            let text = json!({
                "statusCode": refused.status.as_u16(),
                "error": refused.error,
                "message": refused.description,
            });
            body(refused.status, JSON, text.to_string())
        }
    }
}

/// A header that a forged request cannot carry, and no trace of a proxy.
fn may_ask_imds(call: &Call) -> Result<(), Refused> {
    let asked = call.header("metadata");
    if !asked.is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return Err(bad_request(
            "bad_request_102",
            "Required metadata header not specified",
        ));
    }
    if call.header("x-forwarded-for").is_some() {
        return Err(bad_request(
            "bad_request",
            "A request that went through a proxy is refused",
        ));
    }
    Ok(())
}

fn may_ask_app_service(call: &Call) -> Result<(), Refused> {
    if call.header("x-identity-header") == Some(IDENTITY_HEADER) {
        return Ok(());
    }
    Err(Refused {
        status: StatusCode::UNAUTHORIZED,
        error: "unauthorized",
        description: "The X-IDENTITY-HEADER is missing or wrong",
    })
}

fn token(world: &World, call: &Call, query: &Form) -> Result<Answer, Refused> {
    query
        .get("api-version")
        .ok_or_else(|| bad_request("bad_request", "The api-version is missing"))?;
    let resource = query
        .get("resource")
        .ok_or_else(|| bad_request("invalid_request", "The resource is missing"))?;
    if !is_known_resource(world, resource.trim_end_matches('/')) {
        return Err(bad_request(
            "invalid_resource",
            "AADSTS500011: The resource principal was not found in the tenant.",
        ));
    }
    let identity = world
        .directory
        .with(|directory| directory.identity(which(query)).cloned())
        .ok_or_else(|| bad_request("identity_not_found", "Identity not found"))?;
    sign(world, call, &identity, resource).ok_or(Refused {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        error: "unknown",
        description: "Failed to retrieve a token",
    })
}

fn sign(world: &World, call: &Call, identity: &ManagedIdentity, resource: &str) -> Option<Answer> {
    let bearer = Bearer {
        tenant: identity.tenant_id,
        object: identity.principal,
        client: identity.client_id,
        resource: resource.trim_end_matches('/'),
    };
    let claims = AccessClaims::of_app(world, call, bearer);
    let life = (claims.exp - claims.iat).to_string();
    Some(Answer {
        access_token: world.signer.sign(&claims).ok()?,
        client_id: identity.client_id.to_string(),
        expires_in: life.clone(),
        expires_on: claims.exp.to_string(),
        ext_expires_in: life,
        not_before: claims.nbf.to_string(),
        resource: resource.to_owned(),
        token_type: "Bearer",
    })
}

/// The two endpoints call the same things by different names.
fn which(query: &Form) -> WhichIdentity<'_> {
    let first = |names: [&str; 2]| names.into_iter().find_map(|name| query.get(name));
    if let Some(id) = query.get("client_id") {
        WhichIdentity::ClientId(id)
    } else if let Some(id) = first(["object_id", "principal_id"]) {
        WhichIdentity::ObjectId(id)
    } else if let Some(id) = first(["msi_res_id", "mi_res_id"]) {
        WhichIdentity::ResourceId(id)
    } else {
        WhichIdentity::Default
    }
}

fn bad_request(error: &'static str, description: &'static str) -> Refused {
    Refused {
        status: StatusCode::BAD_REQUEST,
        error,
        description,
    }
}
