//! The admin face: the controls as JSON over HTTP. The crate's documentation lists the routes.

mod directory;
mod faults;
mod records;
mod settings;
mod stores;

use axum::{
    Json, Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{delete, get, patch, post, put},
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{Control, UnknownStore};

pub(crate) fn router(control: Control) -> Router {
    Router::new()
        .route(
            "/faults",
            get(faults::list).post(faults::add).delete(faults::clear),
        )
        .route("/faults/fired", get(faults::fired))
        .route("/faults/aadsts-codes", get(faults::codes))
        .route("/counters", get(records::counters))
        .route("/requests", get(records::requests))
        .route("/writes", get(records::writes))
        .route("/in-flight", get(records::in_flight))
        .route("/records", delete(records::clear))
        .route("/settings", get(settings::show).patch(settings::change))
        .route("/stores", get(stores::list).post(stores::add))
        .route("/stores/{name}/options", patch(stores::change_options))
        .route(
            "/stores/{name}/items",
            get(stores::items)
                .put(stores::replace_items)
                .post(stores::put_item),
        )
        .route("/tenants", post(directory::add_tenant))
        .route("/apps", post(directory::add_app))
        .route("/identities", post(directory::add_identity))
        .route("/federated-tokens", post(directory::federated_token))
        .route("/users", get(directory::users).post(directory::add_user))
        .route("/roles", put(directory::assign))
        .route("/consents", delete(directory::forget_consents))
        .route("/refresh-tokens/revoke", post(directory::revoke))
        .with_state(control)
}

/// A change that does not fit what it changes.
struct BadChange(serde_json::Error);

/// `current` with the members that `change` gives; the others stay.
fn merge<T: Serialize + DeserializeOwned>(
    current: &T,
    change: Map<String, Value>,
) -> Result<T, BadChange> {
    let mut merged = serde_json::to_value(current).map_err(BadChange)?;
    if let Some(members) = merged.as_object_mut() {
        members.extend(change);
    }
    serde_json::from_value(merged).map_err(BadChange)
}

impl IntoResponse for BadChange {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "error": self.0.to_string() });
        (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
    }
}

impl IntoResponse for UnknownStore {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "error": self.to_string() });
        (StatusCode::NOT_FOUND, Json(body)).into_response()
    }
}
