//! Refuses requests that were sent to another name than this site's: a page elsewhere whose name
//! was pointed at this address cannot then read ours.

use axum::extract::{self, Request};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::State;

pub(super) async fn check(
    extract::State(state): extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    let asked = request
        .uri()
        .authority()
        .map(axum::http::uri::Authority::as_str)
        .or_else(|| request.headers().get(header::HOST)?.to_str().ok());
    if asked.is_some_and(|host| host.eq_ignore_ascii_case(state.site.host())) {
        return next.run(request).await;
    }
    let origin = state.site.origin();
    let text = format!(
        "This Keyferry answers at {origin} only. Open it there, or set SITE_URL to the address people use.\n"
    );
    (StatusCode::MISDIRECTED_REQUEST, text).into_response()
}
