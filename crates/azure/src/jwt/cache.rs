//! Issuers' keys, kept for an hour.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::keys::KeySet;
use super::{Claims, Jwt, JwtError, Unreachable, fetch};
use crate::http::Http;

/// So long keys are good.
const GOOD_FOR: Duration = Duration::from_hours(1);
/// A token that names a key nobody knows has them fetched again, at most this often.
const AGAIN_AFTER: Duration = Duration::from_mins(1);
/// An issuer that failed is asked again at most this often.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// So many issuers' keys are kept.
const MOST: usize = 200;

/// Where an issuer publishes its keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum KeySource {
    /// At this address.
    Keys(Url),
    /// Where the discovery document below this address says.
    Issuer(Url),
}

/// Why a token's signature could not be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The token is not good.
    #[error(transparent)]
    Token(#[from] JwtError),
    /// The keys are where they may not be fetched from.
    #[error("the issuer's keys may not be fetched from that address")]
    Address,
    /// The keys could not be fetched.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
}

/// The keys of issuers. Each issuer is asked by one task at a time.
pub struct KeyCache {
    http: Http,
    in_clear: bool,
    issuers: Mutex<HashMap<KeySource, Arc<tokio::sync::Mutex<Known>>>>,
}

#[derive(Default)]
struct Known {
    keys: Option<(KeySet, Instant)>,
    failed: Option<Instant>,
}

impl KeyCache {
    /// No keys yet. `in_clear` lets issuers on this machine be asked over http.
    #[must_use]
    pub fn new(http: Http, in_clear: bool) -> Self {
        Self {
            http,
            in_clear,
            issuers: Mutex::default(),
        }
    }

    /// What a token says, if a key of this source signed it.
    pub async fn verify(&self, source: &KeySource, jwt: Jwt) -> Result<Claims, KeyError> {
        let known = self.known(source);
        let mut known = known.lock().await;
        if known.must_fetch(&jwt.key_id) {
            if known.failed.is_some_and(|at| at.elapsed() < RETRY_AFTER) {
                return Err(Unreachable::JustFailed.into());
            }
            match fetch::keys(&self.http, self.in_clear, source).await {
                Ok(keys) => {
                    *known = Known {
                        keys: Some((keys, Instant::now())),
                        failed: None,
                    }
                }
                Err(error) => {
                    known.failed = Some(Instant::now());
                    return Err(error);
                }
            }
        }
        match &known.keys {
            Some((keys, _)) => Ok(keys.verify(jwt)?),
            None => Err(JwtError::UnknownKey.into()),
        }
    }

    fn known(&self, source: &KeySource) -> Arc<tokio::sync::Mutex<Known>> {
        let mut issuers = self.issuers.lock().unwrap_or_else(PoisonError::into_inner);
        if issuers.len() >= MOST && !issuers.contains_key(source) {
            issuers.clear();
        }
        Arc::clone(issuers.entry(source.clone()).or_default())
    }
}

impl Known {
    fn must_fetch(&self, key_id: &str) -> bool {
        match &self.keys {
            None => true,
            Some((_, fetched)) if fetched.elapsed() >= GOOD_FOR => true,
            Some((keys, fetched)) => !keys.has(key_id) && fetched.elapsed() >= AGAIN_AFTER,
        }
    }
}
