//! Tokens of a managed identity: Azure hands them to what runs on it, without any secret.
//!
//! The identity service answers on the machine itself and in clear, so it is always asked directly,
//! never through a proxy, and only at an address that the operator set.

mod answer;
mod error;

use std::time::Duration;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::{Instant, sleep};
use url::Url;

pub use error::IdentityError;

use crate::entra::AccessToken;
use crate::http::{Http, TransportError, read_body};
use answer::{Failed, Retry};

/// How often one request is tried in all, besides the ones that met a service being upgraded.
const TRIES: u32 = 5;
const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const LONGEST_BACKOFF: Duration = Duration::from_secs(10);
/// Microsoft documents that an upgrade of the identity service is over after 70 seconds.
const LONGEST_UPGRADE: Duration = Duration::from_secs(70);

/// Where this program runs, and so where its identity service is. Taken from the operator's
/// settings or the environment, never from a form.
#[derive(Debug, Clone)]
pub enum IdentityHost {
    /// A virtual machine or a node of a Kubernetes cluster.
    VirtualMachine {
        /// Origin of the instance metadata service.
        base: Url,
    },
    /// App Service, Functions or Container Apps.
    AppService {
        /// `IDENTITY_ENDPOINT`.
        endpoint: Url,
        /// `IDENTITY_HEADER`: shows that the request comes from within.
        header: SecretString,
    },
}

/// The identity service of the machine this runs on.
#[derive(Debug, Clone)]
pub struct ManagedIdentity {
    http: Http,
    host: IdentityHost,
    first_backoff: Duration,
}

impl IdentityHost {
    /// The virtual machine that this runs on; its metadata service has one address everywhere.
    #[must_use]
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "a literal; a test parses it"
    )]
    pub fn virtual_machine() -> Self {
        Self::VirtualMachine {
            base: Url::parse("http://169.254.169.254").expect("a literal URL"),
        }
    }

    fn url(&self, resource: &str, client_id: Option<&str>) -> Url {
        let (mut url, version) = match self {
            Self::VirtualMachine { base } => {
                let mut url = base.clone();
                url.set_path("/metadata/identity/oauth2/token");
                (url, "2018-02-01")
            }
            Self::AppService { endpoint, .. } => (endpoint.clone(), "2019-08-01"),
        };
        url.query_pairs_mut()
            .append_pair("api-version", version)
            .append_pair("resource", resource);
        if let Some(client_id) = client_id {
            url.query_pairs_mut().append_pair("client_id", client_id);
        }
        url
    }

    /// The header without which the service refuses: a request that somebody was tricked into
    /// sending lacks it.
    fn header(&self) -> Result<(&'static str, HeaderValue), IdentityError> {
        match self {
            Self::VirtualMachine { .. } => Ok(("Metadata", HeaderValue::from_static("true"))),
            Self::AppService { header, .. } => {
                let mut value = HeaderValue::from_str(header.expose_secret())
                    .map_err(|_| IdentityError::Header)?;
                value.set_sensitive(true);
                Ok(("X-IDENTITY-HEADER", value))
            }
        }
    }
}

impl ManagedIdentity {
    /// The identity service of `host`.
    #[must_use]
    pub fn new(http: Http, host: IdentityHost) -> Self {
        Self {
            http,
            host,
            first_backoff: FIRST_BACKOFF,
        }
    }

    /// Pause before the first repeat of a request that failed without the service naming a time;
    /// it doubles with each further one. 500 milliseconds unless set.
    #[must_use]
    pub fn first_backoff(self, pause: Duration) -> Self {
        Self {
            first_backoff: pause,
            ..self
        }
    }

    /// A token for `resource`, which is an audience without `/.default`
    /// ([`crate::Cloud::audience`]); of the identity with `client_id`, or else of the machine's only
    /// one.
    ///
    /// Azure caches these tokens for up to a day, so a changed group membership may count only
    /// then.
    pub async fn token(
        &self,
        resource: &str,
        client_id: Option<&str>,
    ) -> Result<AccessToken, IdentityError> {
        let url = self.host.url(resource, client_id);
        let mut backoff = self.first_backoff;
        let (mut tries, mut upgrading) = (0, Duration::ZERO);
        loop {
            let Failed { error, retry } = match self.ask(&url).await {
                Ok(token) => return Ok(token),
                Err(failed) => failed,
            };
            let wait = match retry {
                Retry::Never => return Err(error),
                Retry::After(asked) => {
                    tries += 1;
                    asked.unwrap_or(backoff)
                }
                Retry::Upgraded => {
                    upgrading += backoff;
                    backoff
                }
            };
            if tries == TRIES || upgrading > LONGEST_UPGRADE || wait > LONGEST_BACKOFF {
                return Err(error);
            }
            sleep(wait).await;
            backoff = (backoff * 2).min(LONGEST_BACKOFF);
        }
    }

    async fn ask(&self, url: &Url) -> Result<AccessToken, Failed> {
        let started = Instant::now();
        let (name, value) = self.host.header().map_err(Failed::for_good)?;
        let request = self.http.nearby().get(url.clone()).header(name, value);
        let response = request
            .send()
            .await
            .map_err(|e| Failed::lost(TransportError::from_reqwest(&e)))?;
        let (status, headers) = (response.status(), response.headers().clone());
        tracing::debug!(
            host = url.host_str(),
            status = status.as_u16(),
            elapsed_ms = started.elapsed().as_millis(),
            "asked the managed identity for a token"
        );
        let body = read_body(response).await.map_err(Failed::lost)?;
        answer::read(status.as_u16(), &headers, &body)
    }
}
