//! The addresses of the two faces, as URLs without a path.

use std::net::SocketAddr;

/// Scheme, host and port under which clients reach the emulator.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origins {
    pub(crate) http: SocketAddr,
    pub(crate) https: SocketAddr,
}

impl Origins {
    pub(crate) fn http(&self) -> String {
        format!("http://{}", self.http)
    }

    /// By the name `localhost`, which the certificate and Microsoft's libraries know.
    pub(crate) fn https(&self) -> String {
        format!("https://localhost:{}", self.https.port())
    }

    /// Whether an origin is one of the emulator's, by its address or by `localhost`.
    pub(crate) fn has(&self, origin: &str) -> bool {
        origin == self.http()
            || origin == self.https()
            || origin == format!("http://localhost:{}", self.http.port())
            || origin == format!("https://{}", self.https)
    }
}
