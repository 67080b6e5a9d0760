//! The public keys of an issuer, and the check of a signature.

use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use super::token::{Algorithm, Jwt};
use super::{Claims, JwtError};

/// So many keys of an issuer are kept.
const MOST: usize = 100;

/// An issuer's keys.
pub(super) struct KeySet(Vec<Key>);

struct Key {
    id: String,
    public: Public,
}

enum Public {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: String,
    #[serde(rename = "use")]
    purpose: Option<String>,
    n: Option<String>,
    e: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl KeySet {
    /// From a JWK set (RFC 7517). Keys that are of no use here are passed over.
    pub(super) fn parse(json: &[u8]) -> Option<Self> {
        let document: Document = serde_json::from_slice(json).ok()?;
        let keys = document.keys.into_iter().filter_map(Key::parse);
        Some(Self(keys.take(MOST).collect()))
    }

    pub(super) fn has(&self, key_id: &str) -> bool {
        self.0.iter().any(|key| key.id == key_id)
    }

    /// What the token says, if the key that it names signed it.
    pub(super) fn verify(&self, jwt: Jwt) -> Result<Claims, JwtError> {
        let mut keys = self.0.iter().filter(|key| key.id == jwt.key_id).peekable();
        keys.peek().ok_or(JwtError::UnknownKey)?;
        if keys.any(|key| key.signed(&jwt)) {
            Ok(Claims::new(jwt.claims))
        } else {
            Err(JwtError::Signature)
        }
    }
}

impl Key {
    fn parse(value: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value).ok()?;
        if jwk.purpose.is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let part = |part: Option<String>| URL_SAFE_NO_PAD.decode(part?.trim_end_matches('=')).ok();
        let public = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("RSA", _) => Public::Rsa {
                n: part(jwk.n)?,
                e: part(jwk.e)?,
            },
            ("EC", Some("P-256")) => {
                let (x, y) = (part(jwk.x)?, part(jwk.y)?);
                Public::P256([vec![4], x, y].concat())
            }
            _ => return None,
        };
        Some(Self {
            id: jwk.kid,
            public,
        })
    }

    /// The kind of key decides which algorithm it takes, never the token.
    fn signed(&self, jwt: &Jwt) -> bool {
        let (text, signature) = (jwt.signed.as_bytes(), &jwt.signature);
        match (&self.public, jwt.algorithm) {
            (Public::Rsa { n, e }, Algorithm::Rs256) => PublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, text, signature)
                .is_ok(),
            (Public::P256(point), Algorithm::Es256) => {
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                key.verify(text, signature).is_ok()
            }
            _ => false,
        }
    }
}
