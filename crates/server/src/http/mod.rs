//! What happens around every request, whichever face answers it.

mod health;
mod host;
mod metrics;
pub(crate) mod origin;
mod panic;
pub(crate) mod request_id;
mod security;
mod trace;

use axum::Router;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

pub(crate) use metrics::HttpMetrics;
pub(crate) use security::Public;

use crate::{State, api};

/// Puts the middleware around the routes, and the probes beside them.
///
/// From the outside in: request id, log line, figures, the API's form of errors, panic guard, security headers, compression of
/// public files, `Host` check, cross-origin refusal. The probes are called by address, so the
/// `Host` check is not for them.
pub(crate) fn wrap(routes: Router, state: State) -> Router {
    let guarded = routes
        .layer(cross_origin(&state))
        .layer(from_fn_with_state(state.clone(), host::check));
    let probes = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .with_state(state.clone());
    guarded
        .merge(probes)
        .layer(CompressionLayer::new().compress_when(security::is_public))
        .layer(from_fn_with_state(state.clone(), security::headers))
        .layer(CatchPanicLayer::custom(panic::answer))
        .layer(from_fn(api::in_json))
        .layer(from_fn_with_state(state.clone(), metrics::count))
        .layer(from_fn(trace::log))
        .layer(from_fn_with_state(state, request_id::assign))
}

fn cross_origin(
    state: &State,
) -> CsrfLayer<impl Fn(ProtectionError) -> Response<Body> + Clone + use<>> {
    let layer = CsrfLayer::new();
    let layer = match layer.clone().add_trusted_origin(state.site.origin()) {
        Ok(layer) => layer,
        // The layer still compares `Origin` with `Host`, which is this site's already.
        Err(_) => layer,
    };
    layer.with_rejection_response(|_| {
        let mut response = Response::new(Body::from(
            "This request came from another site and was refused. Open Keyferry itself and repeat it there.\n",
        ));
        *response.status_mut() = StatusCode::FORBIDDEN;
        response
    })
}
