//! The JSON API under `/api`: Infisical's routes, shapes, status codes and error bodies, so that
//! its clients work unchanged. What Keyferry adds is additive.
//!
//! One operation is one file. `wire` modules hold the shapes that several operations share.

mod admin;
mod app_connections;
mod audit_logs;
mod auth_methods;
mod description;
mod error;
mod folders;
mod identities;
mod memberships;
mod projects;
mod rate_limit;
mod request;
mod roles;
mod secret_files;
mod secret_imports;
mod secret_syncs;
mod secrets;
mod sign_in;
mod status;
mod tags;
mod wire;

use axum::Json;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, Uri};
use axum::routing::{MethodRouter, get};

use crate::State;
use description::Api;
use error::ApiError;
pub(crate) use error::{REFUSALS, in_json};
pub(crate) use rate_limit::RateLimiter;
use utoipa::openapi::OpenApi;

/// The longest request body, in bytes: room for a configuration file of any sane size.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// The routes that describe themselves.
fn described() -> Api {
    Api::default()
        .with(admin::routes())
        .with(sign_in::routes())
        .with(identities::routes())
        .with(auth_methods::routes())
        .with(status::routes())
        .with(projects::routes())
        .with(folders::routes())
        .with(app_connections::routes())
        .with(secret_syncs::routes())
        .with(audit_logs::routes())
        .with(secrets::routes())
        .with(secret_files::routes())
        .with(secret_imports::routes())
        .with(tags::routes())
        .with(memberships::routes())
        .with(roles::routes())
}

/// The routes under `/api`.
pub(crate) fn router() -> Router<State> {
    Router::new()
        .at("/api/docs/openapi.json", get(show_document))
        .merge(described().into_router())
        .at("/api", axum::routing::any(unknown))
        .route("/api/{*rest}", axum::routing::any(unknown))
        .method_not_allowed_fallback(unknown)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(axum::middleware::from_fn(rate_limit::tell))
}

/// The OpenAPI document.
pub(crate) fn document() -> OpenApi {
    described().into_document()
}

async fn show_document() -> Json<OpenApi> {
    Json(document())
}

async fn unknown(method: Method, uri: Uri) -> ApiError {
    ApiError::NoRoute {
        method,
        path: uri.path().to_owned(),
    }
}

/// Adds routes the way Infisical's clients call them: a slash at the end makes no difference.
trait Routes {
    fn at(self, path: &str, route: MethodRouter<State>) -> Self;
}

impl Routes for Router<State> {
    fn at(self, path: &str, route: MethodRouter<State>) -> Self {
        self.route(path, route.clone())
            .route(&format!("{path}/"), route)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_schemas_of_the_document_share_a_name() {
        assert!(
            described().clashes().is_empty(),
            "{:?}",
            described().clashes()
        );
    }
}
