//! The token endpoint: one file per grant.

mod authorization_code;
mod client_credentials;
mod issue;
mod refresh_token;

use axum::http::{StatusCode, header};
use uuid::Uuid;

use super::{client, form::Form, refuse};
use crate::{
    App,
    call::{Call, Reply, body, set},
    world::World,
};

/// A token request whose client proved itself.
struct Asked<'a> {
    world: &'a World,
    call: &'a Call,
    form: &'a Form,
    app: &'a App,
    /// The tenant in the URL; `None` for `common` and `organizations`.
    tenant: Option<Uuid>,
}

/// Answers `POST /{tenant}/oauth2/v2.0/token`.
pub(super) fn run(world: &World, call: &Call, tenant: &str) -> Reply {
    match grant(world, call, tenant) {
        Ok(tokens) => {
            let text = serde_json::to_string(&tokens).unwrap_or_default();
            let mut reply = body(StatusCode::OK, "application/json; charset=utf-8", text);
            set(&mut reply, header::CACHE_CONTROL, "no-store, no-cache");
            reply
        }
        Err(code) => refuse(world, call, code),
    }
}

fn grant(world: &World, call: &Call, tenant: &str) -> Result<issue::Tokens, u32> {
    let form = Form::parse(&call.body);
    let tenant = tenant_id(world, tenant)?;
    let grant_type = form.get("grant_type").ok_or(900_144_u32)?;
    let app = client::authenticate(world, call, &form)?;
    if tenant.is_some_and(|tenant| !app.admits(tenant)) {
        return Err(700_016);
    }
    if tenant.is_none() && app.audience == crate::SignInAudience::SingleTenant {
        return Err(50_194);
    }
    let asked = Asked {
        world,
        call,
        form: &form,
        app: &app,
        tenant,
    };
    match grant_type {
        "authorization_code" => authorization_code::redeem(&asked),
        "refresh_token" => refresh_token::redeem(&asked),
        "client_credentials" => client_credentials::grant(&asked),
        _ => Err(70_003),
    }
}

/// The tenant a URL names, `None` for any organization's.
pub(super) fn tenant_id(world: &World, name: &str) -> Result<Option<Uuid>, u32> {
    if matches!(name, "common" | "organizations") {
        return Ok(None);
    }
    world
        .directory
        .with(|directory| directory.tenant(name).map(|tenant| tenant.id))
        .map(Some)
        .ok_or(if is_tenant_name(name) {
            90_002
        } else {
            900_023
        })
}

/// Whether a text could be a tenant: an id or a domain.
fn is_tenant_name(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.parse::<Uuid>().is_ok() || (name.contains('.') && name.split('.').all(is_label))
}
