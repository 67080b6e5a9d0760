//! A JWT taken apart.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::Deserialize;
use time::{Duration, OffsetDateTime};

/// A JWT whose signature is not checked yet.
pub(super) struct Jwt {
    pub(super) header: Header,
    pub(super) claims: Claims,
    /// Header and claims as they were signed.
    pub(super) signed: String,
    pub(super) signature: Vec<u8>,
    /// As it came.
    pub(super) text: String,
}

#[derive(Deserialize)]
pub(super) struct Header {
    pub(super) alg: String,
    #[serde(default)]
    pub(super) x5t: Option<String>,
    #[serde(default, rename = "x5t#S256")]
    pub(super) x5t_s256: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) sub: String,
    aud: Audience,
    pub(super) exp: Instant,
    #[serde(default)]
    pub(super) nbf: Option<Instant>,
}

/// Seconds since 1970. RFC 7519 allows a fraction, and MSAL for Python sends one.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "f64")]
pub(super) struct Instant(OffsetDateTime);

/// RFC 7519 allows one audience or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl TryFrom<f64> for Instant {
    type Error = &'static str;

    fn try_from(seconds: f64) -> Result<Self, Self::Error> {
        Duration::checked_seconds_f64(seconds)
            .and_then(|since| OffsetDateTime::UNIX_EPOCH.checked_add(since))
            .map(Self)
            .ok_or("the time is out of range")
    }
}

impl Instant {
    pub(super) fn has_come_by(self, time: OffsetDateTime) -> bool {
        self.0 <= time
    }
}

impl Jwt {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let decoded = |part: &str| BASE64.decode(part.trim_end_matches('=')).ok();
        Some(Self {
            header: serde_json::from_slice(&decoded(header)?).ok()?,
            claims: serde_json::from_slice(&decoded(claims)?).ok()?,
            signed: signed.to_owned(),
            signature: decoded(signature)?,
            text: text.to_owned(),
        })
    }
}

impl Header {
    /// Whether it names a certificate.
    pub(super) fn has_thumbprint(&self) -> bool {
        self.x5t.is_some() || self.x5t_s256.is_some()
    }
}

impl Claims {
    /// Whether an audience is so.
    pub(super) fn is_for(&self, so: impl Fn(&str) -> bool) -> bool {
        match &self.aud {
            Audience::One(one) => so(one),
            Audience::Several(several) => several.iter().any(|one| so(one)),
        }
    }
}
