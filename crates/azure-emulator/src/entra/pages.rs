//! The pages a person sees while signing in.

use askama::Template;
use axum::http::{StatusCode, header};

use super::error;
use crate::{
    User,
    call::{Call, Reply, body, set},
    world::World,
};

/// Every account there is to choose from.
#[derive(Template)]
#[template(path = "accounts.html")]
pub(super) struct Accounts<'a> {
    pub(super) app: &'a str,
    pub(super) users: &'a [User],
}

/// What an app wants to be allowed.
#[derive(Template)]
#[template(path = "consent.html")]
pub(super) struct ConsentPage<'a> {
    pub(super) app: &'a str,
    pub(super) user: &'a User,
    pub(super) permissions: &'a [Permission],
}

/// A permission and what it means.
pub(super) struct Permission {
    pub(super) name: String,
    pub(super) meaning: &'static str,
}

/// An error that Microsoft shows itself and never sends back to the app.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    description: &'a str,
    detail: &'a str,
    correlation_id: &'a str,
}

impl Permission {
    pub(super) fn of(scope: &str) -> Self {
        let name = scope.rsplit('/').next().unwrap_or(scope).to_owned();
        let meaning = match name.as_str() {
            "KeyValue.Read" => "Read key-values",
            "KeyValue.Write" => "Create and update key-values",
            "KeyValue.Delete" => "Delete key-values",
            "openid" => "Sign you in",
            "profile" => "View your basic profile",
            "email" => "View your email address",
            "offline_access" => "Maintain access to data you have given it access to",
            _ => "Act on your behalf",
        };
        Self { name, meaning }
    }
}

pub(super) fn show(page: &impl Template) -> Reply {
    html(StatusCode::OK, page)
}

/// The page that says why there is no way on.
pub(super) fn refuse(world: &World, call: &Call, code: u32, detail: &str) -> Reply {
    let correlation_id = call
        .header("client-request-id")
        .map_or_else(|| world.random.uuid().to_string(), str::to_owned);
    let page = ErrorPage {
        description: &error::description(code),
        detail,
        correlation_id: &correlation_id,
    };
    html(StatusCode::BAD_REQUEST, &page)
}

fn html(status: StatusCode, page: &impl Template) -> Reply {
    let text = page.render().unwrap_or_default();
    let mut reply = body(status, "text/html; charset=utf-8", text);
    set(&mut reply, header::CACHE_CONTROL, "no-store");
    reply
}
