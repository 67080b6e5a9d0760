//! A certificate with its private key, by which an application proves to Entra that it is itself.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::{digest, rand, rsa, signature};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;
use time::{Duration, OffsetDateTime};
use url::Url;
use uuid::Uuid;
use x509_parser::asn1_rs::{FromDer as _, Sequence};
use x509_parser::certificate::X509Certificate;
use x509_parser::oid_registry::OID_PKCS1_RSAENCRYPTION;
use x509_parser::x509::AlgorithmIdentifier;

use super::pem::{Section, sections};
use crate::text::one_line;

/// How long an assertion is valid; Microsoft advises five to ten minutes.
const VALIDITY: Duration = Duration::minutes(10);
/// How far this machine's clock may run ahead of Entra's.
const TOLERATED_LEAD: Duration = Duration::minutes(1);
/// RSA keys of 2048 bits and more are accepted, as by Entra.
const SHORTEST_MODULUS: usize = 2048 / 8;

/// A certificate that is uploaded to an app registration, with its RSA private key.
#[derive(Clone)]
pub struct SigningCertificate {
    key: Arc<rsa::KeyPair>,
    leaf: Leaf,
}

#[derive(Debug, Clone)]
struct Leaf {
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    subject: String,
    sha1: String,
    sha256: String,
}

/// Why a text is not a certificate with its key. Never repeats any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// No `CERTIFICATE` section.
    #[error(
        "there is no certificate in the PEM: paste the BEGIN CERTIFICATE block together with the \
         private key"
    )]
    NoCertificate,
    /// No private key section.
    #[error(
        "there is no private key in the PEM: paste the BEGIN PRIVATE KEY block together with the \
         certificate"
    )]
    NoKey,
    /// More than one private key.
    #[error("there is more than one private key in the PEM: leave only the certificate's own")]
    ManyKeys,
    /// The key is protected by a passphrase.
    #[error(
        "the private key is encrypted: take the passphrase off first, as with \
         `openssl pkey -in key.pem -out plain.pem`"
    )]
    EncryptedKey,
    /// None of the certificates has the key's public half.
    #[error(
        "the private key does not belong to the certificate: paste the two that were made together"
    )]
    Mismatch,
    /// Another kind of key, such as an elliptic curve's.
    #[error(
        "the private key is not an RSA key: Microsoft Entra ID needs a certificate with an RSA key"
    )]
    NotRsa,
    /// Fewer than 2048 bits.
    #[error("the RSA key is too short: make a certificate with a key of 2048 bits or more")]
    ShortKey,
    /// A certificate section cannot be read.
    #[error("a certificate in the PEM cannot be read: copy it again, whole")]
    UnreadableCertificate,
    /// The key section cannot be read.
    #[error("the private key in the PEM cannot be read: copy it again, whole")]
    UnreadableKey,
}

impl SigningCertificate {
    /// Reads a certificate and its unencrypted RSA key (PKCS#8 or PKCS#1) from one PEM text, in any
    /// order.
    ///
    /// Certificates of a chain may stand there too: the one that the key belongs to is used, and
    /// among several of those the one that ends last.
    pub fn from_pem(pem: &SecretString) -> Result<Self, CertificateError> {
        let (mut certificates, mut keys) = (Vec::new(), Vec::new());
        for section in sections(pem.expose_secret()) {
            if section.label == "CERTIFICATE" {
                certificates.push(section);
            } else if section.label.ends_with("PRIVATE KEY") {
                keys.push(section);
            }
        }
        if certificates.is_empty() {
            return Err(CertificateError::NoCertificate);
        }
        let key = match keys.as_slice() {
            [] => return Err(CertificateError::NoKey),
            [key] => read_key(key, pem.expose_secret())?,
            _ => return Err(CertificateError::ManyKeys),
        };
        let mut leaves = Vec::new();
        for section in &certificates {
            leaves.extend(Leaf::of_key(section, &key)?);
        }
        let leaf = leaves
            .into_iter()
            .max_by_key(|leaf| leaf.not_after)
            .ok_or(CertificateError::Mismatch)?;
        Ok(Self {
            key: Arc::new(key),
            leaf,
        })
    }

    /// Start of the certificate's validity.
    #[must_use]
    pub fn not_before(&self) -> OffsetDateTime {
        self.leaf.not_before
    }

    /// End of the certificate's validity. Entra refuses assertions of a certificate after it.
    #[must_use]
    pub fn not_after(&self) -> OffsetDateTime {
        self.leaf.not_after
    }

    /// SHA-1 of the certificate in upper-case hex, by which the Azure portal lists it.
    #[must_use]
    pub fn thumbprint(&self) -> &str {
        &self.leaf.sha1
    }

    /// Whom the certificate names, such as `CN=ferry`; for display.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.leaf.subject
    }

    /// A JSON Web Token by which the application `client_id` signs in at `token_url` once; see
    /// [`super::ClientCredential::Assertion`]. Valid for ten minutes.
    ///
    /// Microsoft documents the header (`PS256` with the certificate's SHA-256) and the claims. The
    /// `id` must be a new one each time.
    #[must_use]
    pub fn assertion(
        &self,
        token_url: &Url,
        client_id: &str,
        now: OffsetDateTime,
        id: Uuid,
    ) -> SecretString {
        let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": self.leaf.sha256 });
        let claims = json!({
            "aud": token_url.as_str(),
            "iss": client_id,
            "sub": client_id,
            "jti": id.to_string(),
            "nbf": (now - TOLERATED_LEAD).unix_timestamp(),
            "iat": now.unix_timestamp(),
            "exp": (now + VALIDITY).unix_timestamp(),
        });
        let [header, claims] =
            [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let signed = format!("{header}.{claims}");
        // Only a lack of memory can keep a key from signing that signed before. Entra refuses an
        // empty signature.
        let signature = sign(&self.key, signed.as_bytes()).unwrap_or_default();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)).into()
    }
}

impl fmt::Debug for SigningCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningCertificate")
            .field("subject", &self.leaf.subject)
            .field("thumbprint", &self.leaf.sha1)
            .finish_non_exhaustive()
    }
}

impl Leaf {
    /// None when the certificate is another's than the key's.
    fn of_key(section: &Section<'_>, key: &rsa::KeyPair) -> Result<Option<Self>, CertificateError> {
        use aws_lc_rs::signature::KeyPair as _;

        let unreadable = CertificateError::UnreadableCertificate;
        let der = section.der.as_ref().ok_or(unreadable)?;
        let (rest, certificate) = X509Certificate::from_der(der).map_err(|_| unreadable)?;
        if !rest.is_empty() {
            return Err(unreadable);
        }
        let public_key = &certificate.public_key().subject_public_key.data;
        if public_key.as_ref() != key.public_key().as_ref() {
            return Ok(None);
        }
        let validity = certificate.validity();
        let sha1 = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, der);
        let sha256 = digest::digest(&digest::SHA256, der);
        Ok(Some(Self {
            not_before: validity.not_before.to_datetime(),
            not_after: validity.not_after.to_datetime(),
            subject: one_line(&certificate.subject().to_string()),
            sha1: hex::encode_upper(sha1),
            sha256: URL_SAFE_NO_PAD.encode(sha256),
        }))
    }
}

fn read_key(section: &Section<'_>, pem: &str) -> Result<rsa::KeyPair, CertificateError> {
    // PKCS#1 keys keep the section's name when they are encrypted and say so in a header instead.
    if section.label.starts_with("ENCRYPTED") || pem.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(CertificateError::EncryptedKey);
    }
    let unreadable = CertificateError::UnreadableKey;
    let der = section.der.as_ref().ok_or(unreadable)?;
    let read = match section.label {
        "RSA PRIVATE KEY" => rsa::KeyPair::from_der(der),
        "PRIVATE KEY" if is_rsa(der).ok_or(unreadable)? => rsa::KeyPair::from_pkcs8(der),
        _ => return Err(CertificateError::NotRsa),
    };
    let key = read.map_err(|rejected| match rejected.to_string().as_str() {
        "TooSmall" => CertificateError::ShortKey,
        _ => unreadable,
    })?;
    if key.public_modulus_len() < SHORTEST_MODULUS {
        return Err(CertificateError::ShortKey);
    }
    sign(&key, b"").ok_or(unreadable)?;
    Ok(key)
}

/// Whether a PKCS#8 key is an RSA key; none when it is no PKCS#8.
fn is_rsa(pkcs8: &[u8]) -> Option<bool> {
    let (_, whole) = Sequence::from_der(pkcs8).ok()?;
    let (rest, _version) = u8::from_der(&whole.content).ok()?;
    let (_, algorithm) = AlgorithmIdentifier::from_der(rest).ok()?;
    Some(algorithm.algorithm == OID_PKCS1_RSAENCRYPTION)
}

fn sign(key: &rsa::KeyPair, message: &[u8]) -> Option<Vec<u8>> {
    let mut signed = vec![0; key.public_modulus_len()];
    let random = rand::SystemRandom::new();
    key.sign(&signature::RSA_PSS_SHA256, &random, message, &mut signed)
        .ok()?;
    Some(signed)
}
