//! Changing tenants, apps, users, roles and what they were granted.

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use time::Duration;
use uuid::Uuid;

use crate::{
    App, Control, ManagedIdentity, RoleAssignment, Tenant, User, directory::token_exchange,
};

/// A token of an external issuer that somebody wants.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenRequest {
    issuer: String,
    subject: String,
    #[serde(default = "token_exchange")]
    audience: String,
    #[serde(default = "an_hour")]
    lifetime_secs: u32,
}

fn an_hour() -> u32 {
    3600
}

/// Whose refresh tokens to revoke; nobody named means everybody's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Revocation {
    user: Option<Uuid>,
}

pub(super) async fn add_tenant(
    State(control): State<Control>,
    Json(tenant): Json<Tenant>,
) -> StatusCode {
    control.add_tenant(tenant);
    StatusCode::CREATED
}

pub(super) async fn add_app(State(control): State<Control>, Json(app): Json<App>) -> StatusCode {
    control.add_app(app);
    StatusCode::CREATED
}

pub(super) async fn add_identity(
    State(control): State<Control>,
    Json(identity): Json<ManagedIdentity>,
) -> StatusCode {
    control.add_identity(identity);
    StatusCode::CREATED
}

pub(super) async fn federated_token(
    State(control): State<Control>,
    Json(wanted): Json<TokenRequest>,
) -> Result<Json<Value>, StatusCode> {
    let life = Duration::seconds(wanted.lifetime_secs.into());
    control
        .federated_token(&wanted.issuer, &wanted.subject, &wanted.audience, life)
        .map(|token| Json(json!({ "token": token })))
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

pub(super) async fn users(State(control): State<Control>) -> Json<Vec<User>> {
    Json(control.directory(|directory| directory.users(None).cloned().collect()))
}

pub(super) async fn add_user(State(control): State<Control>, Json(user): Json<User>) -> StatusCode {
    control.add_user(user);
    StatusCode::CREATED
}

pub(super) async fn assign(
    State(control): State<Control>,
    Json(assignment): Json<RoleAssignment>,
) -> StatusCode {
    control.assign(assignment);
    StatusCode::NO_CONTENT
}

pub(super) async fn forget_consents(State(control): State<Control>) -> StatusCode {
    control.forget_consents();
    StatusCode::NO_CONTENT
}

pub(super) async fn revoke(
    State(control): State<Control>,
    Json(revocation): Json<Revocation>,
) -> Json<Value> {
    Json(json!({ "revoked": control.revoke_refresh_tokens(revocation.user) }))
}
