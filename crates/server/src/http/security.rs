//! The headers that tell a browser what a page of ours may do.

use axum::extract::{self, Request};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::State;

/// Marks an answer that is the same for everybody, such as the style sheet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Public;

/// Only public answers are compressed: one that mixes a secret with what a stranger typed would
/// let its length tell about the secret.
pub(super) fn is_public(_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<Public>().is_some()
}

pub(super) async fn headers(
    extract::State(state): extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let public = response.extensions().get::<Public>().is_some();
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    // Not `no-referrer`: a browser would then send `Origin: null` with our own forms.
    set(header::REFERRER_POLICY, "same-origin");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    );
    if !public {
        set(header::CACHE_CONTROL, "no-store");
    }
    if state.site.is_https() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if let Ok(policy) = HeaderValue::from_str(&content_policy(state.site.authority_origin())) {
        headers
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(policy);
    }
    response
}

/// `form-action` also governs where a browser may be sent after a form post, so it names the
/// sign-in authority.
fn content_policy(authority: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self' {authority}; frame-ancestors 'none'; base-uri 'none'"
    )
}
