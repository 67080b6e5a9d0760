//! One request as it came in, whole, and the shape of what goes back.

use axum::{
    body::Bytes,
    http::{HeaderMap, Method, StatusCode, Uri, header},
};

/// An answer whose body is at hand, so that a fault can still cut it.
pub(crate) type Reply = axum::http::Response<Bytes>;

pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether it came through TLS.
    pub(crate) secure: bool,
}

impl Call {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The host the client named, with its port.
    pub(crate) fn host(&self) -> &str {
        self.header(header::HOST.as_str())
            .or_else(|| self.uri.authority().map(axum::http::uri::Authority::as_str))
            .unwrap_or("localhost")
    }

    /// Scheme and host as the client sees them.
    pub(crate) fn origin(&self) -> String {
        format!(
            "{}://{}",
            if self.secure { "https" } else { "http" },
            self.host()
        )
    }

    /// Path and query exactly as on the wire: what an HMAC client signed.
    pub(crate) fn target(&self) -> &str {
        self.uri
            .path_and_query()
            .map_or("/", |target| target.as_str())
    }
}

/// An answer without a body. It says so, because App Configuration does.
pub(crate) fn empty(status: StatusCode) -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = status;
    if status != StatusCode::NO_CONTENT && status != StatusCode::NOT_MODIFIED {
        reply.headers_mut().insert(
            header::CONTENT_LENGTH,
            header::HeaderValue::from_static("0"),
        );
    }
    reply
}

/// An answer with a body of this media type.
pub(crate) fn body(status: StatusCode, media_type: &'static str, text: String) -> Reply {
    let mut reply = Reply::new(Bytes::from(text));
    *reply.status_mut() = status;
    reply.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static(media_type),
    );
    reply
}

/// Adds a header; a value that HTTP does not allow is left out.
pub(crate) fn set(reply: &mut Reply, name: header::HeaderName, value: &str) {
    if let Ok(value) = header::HeaderValue::from_str(value) {
        reply.headers_mut().insert(name, value);
    }
}
