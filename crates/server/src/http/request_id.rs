//! The name of a request, which its answer, its log lines and its error page or body share.

use axum::extract::{self, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use model::entropy::random_bytes;
use tokio::task_local;
use tracing::Instrument;

use crate::State;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

task_local! {
    static CURRENT: String;
}

/// The id of the request being answered; empty outside of one.
#[must_use]
pub(crate) fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_default()
}

pub(super) async fn assign(
    extract::State(state): extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    // Infisical's form: 14 letters or digits behind the prefix.
    let id = format!(
        "req-{}",
        hex::encode(random_bytes::<7>(state.entropy.as_ref()))
    );
    let span = tracing::info_span!("request", id);
    let mut response = CURRENT
        .scope(id.clone(), next.run(request))
        .instrument(span)
        .await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
