//! The one place that builds HTTP clients.
//!
//! Redirects are off, because a redirect would carry a token to a host nobody checked. Loopback is
//! always reached directly: names below `localhost` never ask a resolver, and no proxy sees what is
//! sent there. The identity service next to a machine is reached as directly.

mod body;
mod headers;
mod resolver;
mod transport;

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use url::Url;

pub(crate) use body::{read_body, read_body_up_to};
pub(crate) use headers::{http_date, retry_after, server_time};
pub use transport::{TransportError, TransportFault};

use crate::host::is_loopback;
use resolver::LoopbackAwareResolver;

/// Longest wait for a connection to a service on the machine itself, which is there at once or not
/// at all.
const NEARBY_CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How outbound requests are made.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Sent as `User-Agent`, as in `product/1.0`.
    pub user_agent: String,
    /// Certificates in PEM that are trusted in addition to the system's.
    pub extra_ca_pem: Option<Vec<u8>>,
    /// Longest wait for a connection, name lookup and TLS included.
    pub connect_timeout: Duration,
    /// Longest time for one request, from its first byte to the end of the answer.
    pub request_timeout: Duration,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned(),
            extra_ca_pem: None,
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(30),
        }
    }
}

/// HTTP clients with kept-alive connections. Cloning is cheap and shares the connections.
#[derive(Debug, Clone)]
pub struct Http {
    anywhere: reqwest::Client,
    loopback: reqwest::Client,
    nearby: reqwest::Client,
}

/// Why no HTTP client could be made from the options.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The extra CA file holds no readable certificate.
    #[error("the extra CA is not a PEM file with at least one certificate")]
    ExtraCa,
    /// The user agent cannot be a header value, or the system's certificates cannot be read.
    #[error("the HTTP client could not be set up")]
    Setup(#[source] reqwest::Error),
}

impl Http {
    /// Makes the clients. The system's trusted certificates are read once, here.
    pub fn new(options: &HttpOptions) -> Result<Self, HttpError> {
        Ok(Self {
            anywhere: builder(options)?.build().map_err(HttpError::Setup)?,
            loopback: builder(options)?
                .no_proxy()
                .build()
                .map_err(HttpError::Setup)?,
            nearby: builder(options)?
                .no_proxy()
                .connect_timeout(options.connect_timeout.min(NEARBY_CONNECT_TIMEOUT))
                .tls_certs_only([])
                .build()
                .map_err(HttpError::Setup)?,
        })
    }

    pub(crate) fn client_for(&self, url: &Url) -> &reqwest::Client {
        if url.host_str().is_some_and(is_loopback) {
            &self.loopback
        } else {
            &self.anywhere
        }
    }

    /// For a service of the machine itself: no proxy, no long wait for a connection, and as such
    /// services answer in clear, no trust in anybody but the extra CA.
    pub(crate) fn nearby(&self) -> &reqwest::Client {
        &self.nearby
    }
}

fn builder(options: &HttpOptions) -> Result<reqwest::ClientBuilder, HttpError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(&options.user_agent)
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(options.connect_timeout)
        .timeout(options.request_timeout)
        .dns_resolver(Arc::new(LoopbackAwareResolver));
    if let Some(pem) = &options.extra_ca_pem {
        let extra = reqwest::Certificate::from_pem_bundle(pem).map_err(|_| HttpError::ExtraCa)?;
        if extra.is_empty() {
            return Err(HttpError::ExtraCa);
        }
        builder = builder.tls_certs_merge(extra);
    }
    Ok(builder)
}
