//! A certificate an app may sign in with: its public key, its thumbprints and how long it holds.

use aws_lc_rs::{
    digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest},
    signature::{RsaParameters, UnparsedPublicKey},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::Deserialize;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};
use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject};

use super::der;

/// The text is not the PEM of an X.509 certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is not the PEM of an X.509 certificate")]
pub struct NotACertificate;

/// A certificate that was uploaded to an app registration. In JSON it is its PEM.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct AppCertificate {
    sha1: String,
    sha256: String,
    public_key: Vec<u8>,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
}

impl AppCertificate {
    /// Reads the first certificate of a PEM text, which may hold a key as well.
    ///
    /// # Errors
    /// [`NotACertificate`] when there is none or it cannot be read.
    pub fn from_pem(pem: &str) -> Result<Self, NotACertificate> {
        let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| NotACertificate)?;
        Self::read(&der).ok_or(NotACertificate)
    }

    /// RFC 5280: version, serial number, algorithm, issuer, validity, subject, public key.
    fn read(certificate: &[u8]) -> Option<Self> {
        let mut signed = der::Reader::new(certificate).sequence()?.sequence()?;
        signed.skip_if(der::VERSION)?;
        for _serial_algorithm_issuer in 0..3 {
            signed.element()?;
        }
        let mut validity = signed.sequence()?;
        signed.element()?;
        Some(Self {
            sha1: BASE64.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, certificate)),
            sha256: BASE64.encode(digest(&SHA256, certificate)),
            public_key: signed.element()?.whole.to_vec(),
            not_before: instant(&validity.element()?)?,
            not_after: instant(&validity.element()?)?,
        })
    }

    /// base64url of the SHA-1 of its DER: `x5t` of an assertion.
    #[must_use]
    pub fn sha1_thumbprint(&self) -> &str {
        &self.sha1
    }

    /// base64url of the SHA-256 of its DER: `x5t#S256` of an assertion.
    #[must_use]
    pub fn sha256_thumbprint(&self) -> &str {
        &self.sha256
    }

    /// Whether it holds at this time.
    #[must_use]
    pub fn holds_at(&self, now: OffsetDateTime) -> bool {
        self.not_before <= now && now <= self.not_after
    }

    /// Whether its key made this signature.
    pub(crate) fn signed(&self, algorithm: &'static RsaParameters, text: &[u8], by: &[u8]) -> bool {
        UnparsedPublicKey::new(algorithm, &self.public_key)
            .verify(text, by)
            .is_ok()
    }
}

impl TryFrom<String> for AppCertificate {
    type Error = NotACertificate;

    fn try_from(pem: String) -> Result<Self, NotACertificate> {
        Self::from_pem(&pem)
    }
}

/// `YYMMDDHHMMSSZ` up to 2049, `YYYYMMDDHHMMSSZ` beyond.
fn instant(element: &der::Element<'_>) -> Option<OffsetDateTime> {
    let text = std::str::from_utf8(element.content).ok()?;
    let (year, rest) = match element.tag {
        der::UTC_TIME => {
            let year: i32 = text.get(..2)?.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, 2)
        }
        der::GENERALIZED_TIME => (text.get(..4)?.parse().ok()?, 4),
        _ => return None,
    };
    let part = |number: usize| -> Option<u8> {
        let from = rest + 2 * number;
        text.get(from..from + 2)?.parse().ok()
    };
    let month = Month::try_from(part(0)?).ok()?;
    let date = Date::from_calendar_date(year, month, part(1)?).ok()?;
    let time = Time::from_hms(part(2)?, part(3)?, part(4)?).ok()?;
    Some(PrimitiveDateTime::new(date, time).assume_utc())
}
