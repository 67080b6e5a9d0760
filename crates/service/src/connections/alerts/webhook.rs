//! Where alerts are sent to: one address of the operator's, signed as the Standard Webhooks
//! specification has it, so that its libraries verify what arrives.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::connection::{AlertKind, Health};
use model::id::ConnectionId;
use model::{Diagnosis, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use store::alerts::Alert;
use thiserror::Error as ThisError;
use url::{Host, Url};

use super::Told;
use crate::Error;

/// The shortest secret, in bytes.
const SHORTEST: usize = 24;

/// Turns what an alert tells into words: its kind, the connection's name, and what is wrong.
pub type Render = fn(AlertKind, &str, Option<&Diagnosis>) -> Words;

/// What an alert says in words.
pub struct Words {
    /// What happened.
    pub sentence: String,
    /// What to do.
    pub next_step: String,
    /// A command that does it.
    pub command: Option<String>,
}

/// An address that alerts are sent to.
pub struct Webhook {
    url: Url,
    key: hmac::Key,
    client: reqwest::Client,
    render: Render,
}

/// Why alerts cannot be sent there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum BadWebhook {
    /// The address is not https, nor http on loopback.
    #[error(
        "it must be an https address; http is for this machine alone, such as http://127.0.0.1:9000/"
    )]
    Address,
    /// The secret is too short, or not of its form.
    #[error(
        "it must be whsec_ and at least 24 bytes in base64, or a text of at least 24 characters: \
         make one with `echo whsec_$(openssl rand -base64 32)`"
    )]
    Secret,
}

/// The body.
#[derive(Serialize)]
struct Body<'a> {
    r#type: AlertKind,
    timestamp: Timestamp,
    data: Data<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    connection: Named<'a>,
    health: Health,
    sentence: String,
    next_step: String,
    command: Option<String>,
    url: String,
}

#[derive(Serialize)]
struct Named<'a> {
    id: ConnectionId,
    name: &'a str,
    project: Option<&'a str>,
}

impl Webhook {
    /// An address with the secret that signs what is sent there. The client must not follow
    /// redirects; its timeout bounds a delivery.
    ///
    /// # Errors
    /// When the address is neither https nor loopback, or the secret is too short.
    pub fn new(
        url: Url,
        secret: &SecretString,
        client: reqwest::Client,
        render: Render,
    ) -> Result<Self, BadWebhook> {
        if !may_be_sent_to(&url) {
            return Err(BadWebhook::Address);
        }
        let text = secret.expose_secret();
        let bytes = match text.strip_prefix("whsec_") {
            Some(encoded) => STANDARD.decode(encoded).map_err(|_| BadWebhook::Secret)?,
            None => text.as_bytes().to_vec(),
        };
        if bytes.len() < SHORTEST {
            return Err(BadWebhook::Secret);
        }
        Ok(Self {
            url,
            key: hmac::Key::new(hmac::HMAC_SHA256, &bytes),
            client,
            render,
        })
    }

    /// Sends an alert. Returns whether it has arrived.
    pub(super) async fn send(
        &self,
        site: &Url,
        alert: &Alert,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let body = self.body(site, alert)?;
        let id = format!("msg_{}", alert.id);
        let seconds = (now.as_micros() / 1_000_000).to_string();
        let signed = hmac::sign(&self.key, format!("{id}.{seconds}.{body}").as_bytes());
        let answer = self
            .client
            .post(self.url.clone())
            .header("content-type", "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", &seconds)
            .header(
                "webhook-signature",
                format!("v1,{}", STANDARD.encode(signed)),
            )
            .body(body)
            .send()
            .await;
        // The address may hold a secret, so it is not in the log.
        match answer {
            Ok(answer) if answer.status().is_success() => Ok(true),
            Ok(answer) => {
                let status = answer.status().as_u16();
                tracing::warn!(alert = %alert.id, status, "an alert was not taken");
                Ok(false)
            }
            Err(error) => {
                let error = error.without_url();
                tracing::warn!(alert = %alert.id, %error, "an alert could not be sent");
                Ok(false)
            }
        }
    }

    fn body(&self, site: &Url, alert: &Alert) -> Result<String, Error> {
        let stored = |error: serde_json::Error| Error::Internal(format!("stored alert: {error}"));
        let told: Told = serde_json::from_str(&alert.payload).map_err(stored)?;
        let words = (self.render)(alert.kind, &told.name, told.diagnosis.as_ref());
        let body = Body {
            r#type: alert.kind,
            timestamp: alert.at,
            data: Data {
                connection: Named {
                    id: told.connection,
                    name: &told.name,
                    project: told.project.as_deref(),
                },
                health: told.health,
                sentence: words.sentence,
                next_step: words.next_step,
                command: words.command,
                url: format!("{}/{}", site.as_str().trim_end_matches('/'), told.page),
            },
        };
        serde_json::to_string(&body).map_err(stored)
    }
}

fn may_be_sent_to(url: &Url) -> bool {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.host().is_some() && (url.scheme() == "https" || (url.scheme() == "http" && loopback))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(url: &str, secret: &str) -> Option<BadWebhook> {
        #[expect(clippy::disallowed_methods, reason = "nothing is sent with it")]
        let client = reqwest::Client::new();
        let words: Render = |_, _, _| Words {
            sentence: String::new(),
            next_step: String::new(),
            command: None,
        };
        let url = Url::parse(url).unwrap();
        Webhook::new(url, &SecretString::from(secret), client, words).err()
    }

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn an_address_is_https_or_on_this_machine() {
        for good in [
            "https://hooks.example.com/x",
            "http://127.0.0.1:9000/",
            "http://[::1]:1/",
        ] {
            assert_eq!(made(good, SECRET), None, "{good}");
        }
        for bad in [
            "http://hooks.example.com/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
        ] {
            assert_eq!(made(bad, SECRET), Some(BadWebhook::Address), "{bad}");
        }
    }

    #[test]
    fn a_secret_has_at_least_24_bytes() {
        let url = "https://hooks.example.com/";
        assert_eq!(made(url, "four and twenty letters!"), None);
        for bad in [
            "short",
            "whsec_c2hvcnQ=",
            "whsec_not base64 but long enough to be one",
        ] {
            assert_eq!(made(url, bad), Some(BadWebhook::Secret), "{bad}");
        }
    }
}
