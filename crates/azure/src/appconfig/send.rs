//! Delivers one request: waits its turn, signs, sends, reads, and tries again where that can help.

use std::time::Duration;

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
    WWW_AUTHENTICATE,
};
use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::ExposeSecret as _;
use std::sync::Arc;
use tokio::time::{Instant, sleep};
use url::Url;
use zeroize::Zeroizing;

use super::credential::Credential;
use super::error::{Error, Problem};
use super::lane::{Lane, Traffic};
use super::sign::sign;
use super::wire::Garbled;
use crate::endpoint::StoreEndpoint;
use crate::http::{Http, TransportError, TransportFault, read_body};
use crate::text::one_line;

/// How often one request is tried in all.
const TRIES: u32 = 4;
/// The free tier's quota comes back at midnight; a longer wait is a mistake of the store's.
const LONGEST_CREDIBLE_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

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
}

/// A request that can be sent any number of times.
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) condition: Option<(HeaderName, String)>,
    pub(super) body: Option<Zeroizing<Vec<u8>>>,
}

/// An answer that is not an error for everybody; what it means is up to the operation.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Zeroizing<Vec<u8>>,
}

pub(super) struct Delivered<T> {
    pub(super) answer: T,
    /// An earlier try got no answer and may have been carried out.
    pub(super) maybe_applied: bool,
}

/// What one try came to.
pub(super) enum Failed {
    ForGood(Error),
    Unauthorized(Error),
    ForNow {
        error: Error,
        /// The server may have carried the request out.
        maybe_applied: bool,
        pause: Pause,
    },
}

/// Who waits how long before the next try.
pub(super) enum Pause {
    /// This request alone, growing with each try.
    Own,
    /// Everybody on the lane, as long as the store says or else as long as the own pause would be.
    Lane(Option<Duration>),
}

impl Channel {
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
                Err(Failed::Unauthorized(_)) if !fresh_token => {
                    fresh_token = true;
                    if let Credential::Bearer(source) = &self.credential {
                        source.refused().await;
                    }
                }
                Err(Failed::Unauthorized(error) | Failed::ForGood(error)) => break error,
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

    /// False when there is no next try.
    async fn pause(&self, tries: u32, pause: Pause) -> bool {
        let own = self.lane.backoff(tries);
        match pause {
            Pause::Own if tries < TRIES => sleep(own).await,
            Pause::Own => return false,
            Pause::Lane(asked) => {
                let wait = asked.unwrap_or(own);
                self.lane.block_for(wait);
                return tries < TRIES && self.lane.is_bearable(wait);
            }
        }
        true
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
        let request = self.dress(call).await.map_err(Failed::ForGood)?;
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
        answer.refusal().map_or_else(|| read(&answer), Err)
    }

    /// Adds what every request carries. Done for each try, as tokens and signatures age.
    async fn dress(&self, call: &Call) -> Result<RequestBuilder, Error> {
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
        Ok(request)
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

impl Answer {
    /// What the status says about the request as such, whatever was asked for.
    fn refusal(&self) -> Option<Failed> {
        let status = self.status.as_u16();
        Some(match status {
            200..=299 | 304 | 404 | 412 => return None,
            300..=399 => Failed::ForGood(Error::Redirected { status }),
            401 => Failed::Unauthorized(Error::Unauthorized {
                reason: self.challenge(),
            }),
            403 => Failed::ForGood(Error::Forbidden),
            409 => Failed::ForGood(Error::Locked(Box::new(self.problem()))),
            413 => Failed::ForGood(Error::TooLarge),
            429 => self.throttled(),
            408 | 500 | 502 | 503 | 504 => Failed::ForNow {
                error: Error::Unavailable { status },
                maybe_applied: true,
                pause: match self.asked_wait() {
                    Some(wait) => Pause::Lane(Some(wait)),
                    None => Pause::Own,
                },
            },
            501 | 505..=599 => Failed::ForGood(Error::Unavailable { status }),
            _ => Failed::ForGood(Error::InvalidRequest(Box::new(self.problem()))),
        })
    }

    fn throttled(&self) -> Failed {
        let wait = self.asked_wait();
        let storage_full = self.problem().policy.as_deref() == Some("Storage");
        let retry_after = wait.unwrap_or_default();
        let error = Error::Throttled {
            retry_after,
            storage_full,
        };
        if storage_full {
            return Failed::ForGood(error);
        }
        Failed::ForNow {
            error,
            maybe_applied: false,
            pause: Pause::Lane(wait),
        }
    }

    fn problem(&self) -> Problem {
        Problem::read(self.status.as_u16(), &self.body)
    }

    /// `retry-after-ms` is App Configuration's own and exact; `Retry-After` counts seconds.
    fn asked_wait(&self) -> Option<Duration> {
        let number = |name: &str| -> Option<u64> {
            self.headers.get(name)?.to_str().ok()?.trim().parse().ok()
        };
        number("retry-after-ms")
            .or_else(|| number("x-ms-retry-after-ms"))
            .map(Duration::from_millis)
            .or_else(|| number(RETRY_AFTER.as_str()).map(Duration::from_secs))
            .map(|wait| wait.min(LONGEST_CREDIBLE_WAIT))
    }

    /// The `error_description` of the `WWW-Authenticate` header.
    fn challenge(&self) -> Option<String> {
        let header = self.headers.get(WWW_AUTHENTICATE)?.to_str().ok()?;
        let (_, rest) = header.split_once("error_description=\"")?;
        let reason = one_line(rest.split('"').next().unwrap_or_default());
        (!reason.is_empty()).then_some(reason)
    }
}

impl Failed {
    fn lost(error: TransportError) -> Self {
        let fault = error.fault;
        let uncertain = !fault.before_sending();
        let error = Error::Transport { uncertain, error };
        if fault.may_pass() {
            Self::ForNow {
                error,
                maybe_applied: uncertain,
                pause: Pause::Own,
            }
        } else {
            Self::ForGood(error)
        }
    }
}

impl From<Garbled> for Failed {
    fn from(garbled: Garbled) -> Self {
        match garbled {
            Garbled::CutShort => Self::lost(TransportError::new(
                TransportFault::Interrupted,
                "the JSON ends in the middle",
            )),
            Garbled::Foreign(what) => Self::ForGood(Error::Malformed(what)),
        }
    }
}
