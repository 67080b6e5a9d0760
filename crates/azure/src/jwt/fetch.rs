//! Fetching what an issuer publishes: its discovery document and its keys.

use std::time::Duration;

use serde::Deserialize;
use tokio::time::timeout;
use url::{Host, Url};

use super::keys::KeySet;
use super::{KeyError, KeySource};
use crate::host::is_loopback;
use crate::http::{Http, TransportError, read_body_up_to};

/// What an issuer publishes is a few kilobytes.
const LONGEST_BODY: usize = 512 * 1024;
/// For each document.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Why what an issuer publishes could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    /// The request got no whole answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// No answer in time.
    #[error("no answer arrived in time")]
    Timeout,
    /// Another answer than the document. Redirects are not followed.
    #[error("the issuer answered with status {0}")]
    Status(u16),
    /// The answer is not the document.
    #[error("the answer is not what an issuer publishes")]
    Document,
    /// It was asked a moment ago, and failed.
    #[error("the issuer was asked a moment ago and did not answer")]
    JustFailed,
}

#[derive(Deserialize)]
struct Discovery {
    jwks_uri: String,
}

/// An issuer's keys, from where they are published.
pub(super) async fn keys(
    http: &Http,
    in_clear: bool,
    source: &KeySource,
) -> Result<KeySet, KeyError> {
    let address = match source {
        KeySource::Keys(address) => address.clone(),
        KeySource::Issuer(issuer) => {
            let document = well_known(issuer);
            let json = get(http, in_clear, &document).await?;
            let found: Discovery =
                serde_json::from_slice(&json).map_err(|_| Unreachable::Document)?;
            let keys = Url::parse(&found.jwks_uri).map_err(|_| Unreachable::Document)?;
            if !may_lead_to(&document, &keys) {
                return Err(KeyError::Address);
            }
            keys
        }
    };
    let json = get(http, in_clear, &address).await?;
    Ok(KeySet::parse(&json).ok_or(Unreachable::Document)?)
}

/// `{issuer}/.well-known/openid-configuration` (OpenID Connect Discovery, 4.1).
fn well_known(issuer: &Url) -> Url {
    let mut url = issuer.clone();
    let path = issuer.path().trim_end_matches('/');
    let end = "/.well-known/openid-configuration";
    let path = path.strip_suffix(end).unwrap_or(path);
    url.set_path(&format!("{path}{end}"));
    url
}

/// Whether a document may name keys elsewhere: on another host only by a public-looking name, so that
/// an issuer cannot have us call addresses of the network that we are in.
fn may_lead_to(document: &Url, keys: &Url) -> bool {
    if document.origin() == keys.origin() {
        return true;
    }
    match keys.host() {
        Some(Host::Domain(name)) => keys.scheme() == "https" && !is_loopback(name),
        _ => false,
    }
}

async fn get(http: &Http, in_clear: bool, url: &Url) -> Result<Vec<u8>, KeyError> {
    let on_machine = url.host_str().is_some_and(is_loopback);
    if url.scheme() != "https" && !(in_clear && on_machine && url.scheme() == "http") {
        return Err(KeyError::Address);
    }
    let answer = async {
        let request = http.client_for(url).get(url.clone());
        let request = request.header("accept", "application/json");
        let response = request.send().await;
        let response = response.map_err(|error| TransportError::from_reqwest(&error))?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(Unreachable::Status(status));
        }
        Ok(read_body_up_to(response, LONGEST_BODY).await?.to_vec())
    };
    let answer = timeout(LONGEST_WAIT, answer).await;
    Ok(answer.map_err(|_| Unreachable::Timeout)??)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(document: &str, keys: &str) -> bool {
        may_lead_to(&Url::parse(document).unwrap(), &Url::parse(keys).unwrap())
    }

    #[test]
    fn a_document_leads_to_its_own_host_or_a_named_one() {
        let document = "https://issuer.example/.well-known/openid-configuration";
        assert!(leads(document, "https://issuer.example/keys"));
        assert!(leads(document, "https://keys.example/jwks"));
        for keys in [
            "https://169.254.169.254/keys",
            "https://[::1]/keys",
            "https://localhost/keys",
            "http://keys.example/jwks",
            "http://issuer.example/keys",
        ] {
            assert!(!leads(document, keys), "{keys}");
        }
    }

    #[test]
    fn the_document_is_below_the_issuer_whether_that_is_said_or_not() {
        for issuer in [
            "https://a.example/x",
            "https://a.example/x/",
            "https://a.example/x/.well-known/openid-configuration",
        ] {
            let url = well_known(&Url::parse(issuer).unwrap());
            assert_eq!(
                url.path(),
                "/x/.well-known/openid-configuration",
                "{issuer}"
            );
        }
    }
}
