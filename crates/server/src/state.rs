//! What every handler is given: the use cases, the address of this site, time and randomness.

use std::num::NonZeroU32;
use std::sync::Arc;

use model::access::AddressRange;
use model::{Clock, Entropy};
use secrecy::SecretString;
use service::Service;
use thiserror::Error;
use url::Url;

use crate::api::RateLimiter;
use crate::http::HttpMetrics;

/// The state of the faces. Cloning is cheap.
#[derive(Clone)]
pub struct State {
    /// The use cases.
    pub service: Service,
    /// Where people reach this instance.
    pub site: Arc<Site>,
    /// The clock, for "2 min ago".
    pub clock: Arc<dyn Clock>,
    /// Randomness, for request ids.
    pub entropy: Arc<dyn Entropy>,
    /// The proxies that are believed about who called them.
    pub trusted_proxies: Arc<[AddressRange]>,
    pub(crate) metrics: Arc<HttpMetrics>,
    pub(crate) metrics_token: Option<Arc<SecretString>>,
    pub(crate) rate_limiter: Option<Arc<RateLimiter>>,
}

impl State {
    /// The state of the faces over these use cases.
    pub fn new(
        service: Service,
        site: Site,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self {
            service,
            site: Arc::new(site),
            clock,
            entropy,
            trusted_proxies: Arc::default(),
            metrics: Arc::default(),
            metrics_token: None,
            rate_limiter: None,
        }
    }

    /// The same, behind proxies at these addresses.
    #[must_use]
    pub fn behind(self, proxies: Vec<AddressRange>) -> Self {
        Self {
            trusted_proxies: proxies.into(),
            ..self
        }
    }

    /// Lets each machine and each person send so many requests a minute to the API; without a limit, as
    /// many as they like.
    #[must_use]
    pub fn with_rate_limit(mut self, per_minute: Option<NonZeroU32>) -> Self {
        self.rate_limiter = per_minute.map(|limit| Arc::new(RateLimiter::new(limit)));
        self
    }

    /// Shows the figures at `/metrics` to whoever has this token; without one, to nobody.
    #[must_use]
    pub fn with_metrics_token(mut self, token: Option<SecretString>) -> Self {
        self.metrics_token = token.map(Arc::new);
        self
    }
}

/// The address people reach this instance at, and the one they are sent to for signing in.
#[derive(Debug, Clone)]
pub struct Site {
    origin: String,
    host: String,
    https: bool,
    authority_origin: String,
    authority_host: String,
}

/// An address that is no web origin.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{address} is not an http or https address with a host: write it like https://keyferry.example.com"
)]
pub struct BadSite {
    /// The address.
    pub address: Url,
}

impl Site {
    /// The site at `SITE_URL`, whose people sign in to connections at `authority`, such as
    /// `https://login.microsoftonline.com`.
    ///
    /// # Errors
    /// When one of the two has no http or https origin.
    pub fn new(site_url: &Url, authority: &Url) -> Result<Self, BadSite> {
        Ok(Self {
            origin: origin_of(site_url)?,
            host: host_of(site_url)?,
            https: site_url.scheme() == "https",
            authority_origin: origin_of(authority)?,
            authority_host: host_of(authority)?,
        })
    }

    /// `scheme://host[:port]`, as browsers send it in `Origin`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// `host[:port]`, as browsers send it in `Host`.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether people reach this instance over https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// The origin people are sent to for signing in.
    #[must_use]
    pub fn authority_origin(&self) -> &str {
        &self.authority_origin
    }

    /// The host people are sent to for signing in.
    #[must_use]
    pub fn authority_host(&self) -> &str {
        &self.authority_host
    }
}

fn origin_of(url: &Url) -> Result<String, BadSite> {
    let scheme = url.scheme();
    if !matches!(scheme, "http" | "https") {
        return Err(BadSite {
            address: url.clone(),
        });
    }
    Ok(format!("{scheme}://{}", host_of(url)?))
}

fn host_of(url: &Url) -> Result<String, BadSite> {
    let host = url.host_str().ok_or_else(|| BadSite {
        address: url.clone(),
    })?;
    Ok(url
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(text: &str) -> Result<Site, BadSite> {
        let authority = Url::parse("https://login.microsoftonline.com/").unwrap();
        Site::new(&Url::parse(text).unwrap(), &authority)
    }

    #[test]
    fn an_origin_is_what_a_browser_sends() {
        let plain = site("https://keys.example.com/").unwrap();
        assert_eq!(plain.origin(), "https://keys.example.com");
        assert!(plain.is_https());
        let local = site("http://localhost:8080").unwrap();
        assert_eq!(local.origin(), "http://localhost:8080");
        assert_eq!(local.host(), "localhost:8080");
        assert_eq!(local.authority_host(), "login.microsoftonline.com");
    }

    #[test]
    fn an_address_that_is_no_web_origin_is_refused() {
        let error = site("mailto:ada@contoso.com").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("mailto:ada@contoso.com is not"),
            "{error}"
        );
    }
}
