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
    routing::{delete, get, post, put},
};

use crate::{Control, UnknownStore};

pub(crate) fn router(control: Control) -> Router {
    Router::new()
        .route(
            "/faults",
            get(faults::list).post(faults::add).delete(faults::clear),
        )
        .route("/faults/fired", get(faults::fired))
        .route("/counters", get(records::counters))
        .route("/requests", get(records::requests))
        .route("/writes", get(records::writes))
        .route("/in-flight", get(records::in_flight))
        .route("/records", delete(records::clear))
        .route(
            "/settings",
            get(settings::show)
                .put(settings::replace)
                .patch(settings::change),
        )
        .route("/stores", get(stores::list).post(stores::add))
        .route("/stores/{name}/options", put(stores::set_options))
        .route(
            "/stores/{name}/items",
            get(stores::items)
                .put(stores::replace_items)
                .post(stores::put_item),
        )
        .route("/tenants", post(directory::add_tenant))
        .route("/apps", post(directory::add_app))
        .route("/users", get(directory::users).post(directory::add_user))
        .route("/roles", put(directory::assign))
        .route("/consents", delete(directory::forget_consents))
        .route("/refresh-tokens/revoke", post(directory::revoke))
        .with_state(control)
}

impl IntoResponse for UnknownStore {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "error": self.to_string() });
        (StatusCode::NOT_FOUND, Json(body)).into_response()
    }
}
