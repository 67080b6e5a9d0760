//! One log line for each request. It has the path, never the query: that may carry a sign-in code.
//! The paths of links that are made for somebody are left out, because whoever has one can use it.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;

pub(super) async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = shown(request.uri().path()).to_owned();
    let start = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let millis = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, path, status, millis, "answered");
    response
}

/// The path as the log shows it.
fn shown(path: &str) -> &str {
    if path.starts_with("/reconnect/") {
        "/reconnect/{token}"
    } else if path.starts_with("/welcome/") {
        "/welcome/{token}"
    } else {
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_of_a_link_is_not_shown() {
        assert_eq!(shown("/reconnect/abc"), "/reconnect/{token}");
        assert_eq!(shown("/welcome/abc"), "/welcome/{token}");
        assert_eq!(shown("/projects/abc"), "/projects/abc");
    }
}
