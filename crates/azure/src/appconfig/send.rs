//! Delivers one request: waits its turn, signs, sends, reads, and tries again where that can help.

use std::sync::Arc;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};
use url::Url;
use zeroize::Zeroizing;

use super::answer::{Answer, Failed, Pause};
use super::credential::{Credential, TokenError};
use super::error::Error;
use super::lane::{Lane, Traffic};
use super::sign::sign;
use crate::endpoint::StoreEndpoint;
use crate::http::{Http, TransportError, read_body};

/// How often one request is tried in all.
const TRIES: u32 = 4;

const MEDIA_TYPES: &str = "application/vnd.microsoft.appconfig.kv+json, \
     application/vnd.microsoft.appconfig.kvset+json, application/problem+json";
const KEY_VALUE_TYPE: &str = "application/vnd.microsoft.appconfig.kv+json";

/// Everything needed to talk to one store.
#[derive(Debug, Clone)]
pub(super) struct Channel {
    pub(super) http: Http,
    pub(super) endpoint: StoreEndpoint,
    pub(super) credential: Credential,
    pub(super) lane: Arc<Lane>,
    /// One at a time tells the token source that its token was refused.
    refusing: Arc<Mutex<()>>,
}

/// A request that can be sent any number of times.
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) condition: Option<(HeaderName, String)>,
    pub(super) body: Option<Zeroizing<Vec<u8>>>,
}

pub(super) struct Delivered<T> {
    pub(super) answer: T,
    /// An earlier try got no answer and may have been carried out.
    pub(super) maybe_applied: bool,
}

impl Channel {
    pub(super) fn new(
        http: Http,
        endpoint: StoreEndpoint,
        credential: Credential,
        lane: Arc<Lane>,
    ) -> Self {
        let refusing = Arc::default();
        Self {
            http,
            endpoint,
            credential,
            lane,
            refusing,
        }
    }

    /// Sends a request until `read` has made something of an answer or trying again is of no use.
    ///
    /// Dropping the future sends nothing more.
    pub(super) async fn deliver<T>(
        &self,
        call: &Call,
        read: impl Fn(&Answer) -> Result<T, Failed>,
    ) -> Result<Delivered<T>, Error> {
        let mut earlier_applied = false;
        let mut fresh_token = false;
        let mut tries = 0;
        let last = loop {
            tries += 1;
            match self.try_once(call, &read).await {
                Ok(answer) => {
                    return Ok(Delivered {
                        answer,
                        maybe_applied: earlier_applied,
                    });
                }
                Err(Failed::Unauthorized { token, .. }) if !fresh_token && self.signs_in() => {
                    fresh_token = true;
                    if let Err(error) = self.report_refused(token).await {
                        break error.into();
                    }
                }
                Err(Failed::Unauthorized { error, .. } | Failed::ForGood(error)) => break error,
                Err(Failed::ForNow {
                    error,
                    maybe_applied,
                    pause,
                }) => {
                    earlier_applied |= maybe_applied && call.is_write();
                    if !self.pause(tries, pause).await {
                        break error;
                    }
                }
            }
        };
        if earlier_applied && !last.is_uncertain() {
            return Err(Error::Unresolved {
                last: Box::new(last),
            });
        }
        Err(last)
    }

    fn signs_in(&self) -> bool {
        !matches!(self.credential, Credential::Anonymous)
    }

    /// False when there is no next try.
    async fn pause(&self, tries: u32, pause: Pause) -> bool {
        let own = self.lane.backoff(tries);
        match pause {
            Pause::Own if tries == TRIES => false,
            Pause::Own => {
                sleep(own).await;
                true
            }
            Pause::Lane(asked) => {
                let wait = asked.unwrap_or(own);
                self.lane.block_for(wait);
                tries < TRIES && self.lane.is_bearable(wait)
            }
        }
    }

    /// Many requests may be refused for one stale token; only the first of them throws it away, or
    /// they would throw away each other's fresh ones.
    async fn report_refused(&self, used: Option<SecretString>) -> Result<(), TokenError> {
        let (Credential::Bearer(source), Some(used)) = (&self.credential, used) else {
            return Ok(());
        };
        let _one_at_a_time = self.refusing.lock().await;
        if source.token().await?.expose_secret() == used.expose_secret() {
            source.refused().await;
        }
        Ok(())
    }

    async fn try_once<T>(
        &self,
        call: &Call,
        read: impl Fn(&Answer) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        self.lane
            .admit(call.traffic())
            .await
            .map_err(|retry_after| {
                Failed::ForGood(Error::Throttled {
                    retry_after,
                    storage_full: false,
                })
            })?;
        let (request, token) = self.dress(call).await.map_err(Failed::ForGood)?;
        self.lane.count_request();
        let started = Instant::now();
        let sent = request.send().await;
        let status = sent
            .as_ref()
            .ok()
            .map(|response| response.status().as_u16());
        tracing::debug!(
            method = %call.method,
            host = self.endpoint.host(),
            path = call.url.path(),
            status,
            elapsed_ms = started.elapsed().as_millis(),
            "asked the store"
        );
        let response = sent.map_err(|e| Failed::lost(TransportError::from_reqwest(&e)))?;
        let (status, headers) = (response.status(), response.headers().clone());
        self.lane.learn_sync_tokens(&headers);
        if status == StatusCode::TOO_MANY_REQUESTS {
            self.lane.count_throttled();
        }
        let body = read_body(response).await.map_err(Failed::lost)?;
        let answer = Answer {
            status,
            headers,
            body,
        };
        match answer.refusal(token) {
            Some(failed) => Err(failed),
            None => read(&answer),
        }
    }

    /// Adds what every request carries, and says which token. Done for each try, as tokens and
    /// signatures age.
    async fn dress(&self, call: &Call) -> Result<(RequestBuilder, Option<SecretString>), Error> {
        let mut used = None;
        let body = call.body.as_ref().map_or(&[][..], |body| body.as_slice());
        let mut request = self
            .http
            .client_for(&call.url)
            .request(call.method.clone(), call.url.clone())
            .header(ACCEPT, MEDIA_TYPES);
        if let Some((name, value)) = &call.condition {
            request = request.header(name, value);
        }
        if let Some(token) = self.lane.sync_token() {
            request = request.header("sync-token", token);
        }
        match &self.credential {
            Credential::Anonymous => {}
            Credential::Bearer(source) => {
                let token = source.token().await?;
                request = request.bearer_auth(token.expose_secret());
                used = Some(token);
            }
            Credential::Hmac(key) => {
                let signed = sign(key, &call.method, &call.url, self.endpoint.host(), body)
                    .ok_or(Error::Unsigned)?;
                request = request
                    .header("x-ms-date", signed.date)
                    .header("x-ms-content-sha256", signed.content_sha256)
                    .header(AUTHORIZATION, sensitive(signed.authorization)?);
            }
        }
        if call.body.is_some() {
            request = request
                .header(CONTENT_TYPE, KEY_VALUE_TYPE)
                .body(body.to_vec());
        }
        Ok((request, used))
    }
}

fn sensitive(text: String) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::try_from(text).map_err(|_| Error::Unsigned)?;
    value.set_sensitive(true);
    Ok(value)
}

impl Call {
    pub(super) fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            condition: None,
            body: None,
        }
    }

    fn is_write(&self) -> bool {
        self.method != Method::GET
    }

    fn traffic(&self) -> Traffic {
        if self.is_write() {
            Traffic::Write
        } else {
            Traffic::Read
        }
    }
}
