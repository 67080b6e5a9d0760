//! `GET /metrics`: figures in the form of `OpenMetrics`, and the count of requests among them.
//! Requests are counted by the route they met, never by their path, which may hold names.

use axum::extract::{self, MatchedPath, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use tokio::time::Instant;

use crate::State;

/// The requests that this process answered.
pub(crate) struct HttpMetrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<Asked, Histogram, fn() -> Histogram>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
}

impl Default for HttpMetrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("keyferry");
        let requests = Family::default();
        let durations = Family::new_with_constructor(histogram as fn() -> Histogram);
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "How long answers took to begin",
            Unit::Seconds,
            durations.clone(),
        );
        Self {
            registry,
            requests,
            durations,
        }
    }
}

/// From a millisecond to 16 seconds, doubling: pages take a few, a plan of a large store many.
fn histogram() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 2.0, 15))
}

pub(super) async fn count(
    extract::State(state): extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    let method = method(request.method());
    let route = route(request.extensions().get::<MatchedPath>());
    let start = Instant::now();
    let response = next.run(request).await;
    let seconds = start.elapsed().as_secs_f64();
    let metrics = &state.metrics;
    let answered = Answered {
        method,
        route: route.clone(),
        status: class(response.status()),
    };
    metrics.requests.get_or_create(&answered).inc();
    let asked = Asked { method, route };
    metrics.durations.get_or_create(&asked).observe(seconds);
    response
}

/// Methods that nobody has heard of do not become figures of their own.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// The route as it is written in the code; the same with a slash at the end and without.
fn route(matched: Option<&MatchedPath>) -> String {
    match matched.map(|path| path.as_str().trim_end_matches('/')) {
        None => "none".to_owned(),
        Some("") => "/".to_owned(),
        Some(path) => path.to_owned(),
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

pub(super) async fn show(
    extract::State(state): extract::State<State>,
    headers: HeaderMap,
) -> Response {
    match may_see(state.metrics_token.as_deref(), &headers) {
        Ok(()) => {}
        Err(StatusCode::UNAUTHORIZED) => {
            let asks = [(header::WWW_AUTHENTICATE, "Bearer")];
            let text = "Show the token of KEYFERRY_METRICS_TOKEN.\n";
            return (StatusCode::UNAUTHORIZED, asks, text).into_response();
        }
        Err(status) => return status.into_response(),
    }
    let mut text = String::new();
    service::metrics::write(&state.service, &mut text).await;
    // Writing to a text does not fail.
    let _ = encode_registry(&mut text, &state.metrics.registry);
    let _ = encode_eof(&mut text);
    let form = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, form)], text).into_response()
}

/// Without a token set there are no figures: an address tells nothing about who asks, because a
/// proxy on the same machine has the same one.
fn may_see(token: Option<&SecretString>, headers: &HeaderMap) -> Result<(), StatusCode> {
    let token = token.ok_or(StatusCode::NOT_FOUND)?;
    let shown = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "))
        .unwrap_or_default();
    let same = shown.ct_eq(token.expose_secret().as_bytes());
    if same.into() {
        Ok(())
    } else {
        Err(StatusCode::UNAUTHORIZED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_shown_to_whoever_has_the_token_and_without_one_to_nobody() {
        let token = SecretString::from("right");
        let shown = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, text.parse().unwrap());
            headers
        };
        assert_eq!(may_see(Some(&token), &shown("Bearer right")), Ok(()));
        let refused = Err(StatusCode::UNAUTHORIZED);
        assert_eq!(may_see(Some(&token), &shown("Bearer wrong")), refused);
        assert_eq!(may_see(Some(&token), &shown("right")), refused);
        assert_eq!(may_see(Some(&token), &HeaderMap::new()), refused);
        let hidden = Err(StatusCode::NOT_FOUND);
        assert_eq!(may_see(None, &shown("Bearer ")), hidden);
    }
}
