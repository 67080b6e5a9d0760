//! A token as it was shown, not to be believed yet.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::JwtError;

/// The longest token that is read, in bytes. Entra's are a few thousand.
const LONGEST: usize = 32 * 1024;

/// A token that nobody has checked. What it says cannot be read.
pub struct Jwt {
    pub(super) algorithm: Algorithm,
    pub(super) key_id: String,
    pub(super) signed: Zeroizing<String>,
    pub(super) signature: Vec<u8>,
    pub(super) claims: Map<String, Value>,
}

/// The ways of signing that are accepted. All need the issuer's private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// RSA with PKCS#1 v1.5 and SHA-256.
    Rs256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

impl Jwt {
    /// Reads a token: three parts, of which the first names an accepted way of signing and a key.
    pub fn parse(text: &str) -> Result<Self, JwtError> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(JwtError::Malformed);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(JwtError::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(JwtError::Malformed)?;
        let header: Header = decoded(header)?;
        if header.crit.is_some() {
            return Err(JwtError::Algorithm);
        }
        let algorithm = match header.alg.as_str() {
            "RS256" => Algorithm::Rs256,
            "ES256" => Algorithm::Es256,
            _ => return Err(JwtError::Algorithm),
        };
        Ok(Self {
            algorithm,
            key_id: header.kid.ok_or(JwtError::UnknownKey)?,
            signed: Zeroizing::new(signed.to_owned()),
            signature: bytes(signature)?,
            claims: decoded(claims)?,
        })
    }
}

fn bytes(part: &str) -> Result<Vec<u8>, JwtError> {
    let decoded = URL_SAFE_NO_PAD.decode(part);
    decoded.map_err(|_| JwtError::Malformed)
}

fn decoded<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, JwtError> {
    let json = Zeroizing::new(bytes(part)?);
    serde_json::from_slice(&json).map_err(|_| JwtError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str) -> Result<Jwt, JwtError> {
        let header = URL_SAFE_NO_PAD.encode(header);
        Jwt::parse(&format!("{header}.e30.c2ln"))
    }

    #[test]
    fn only_ways_of_signing_that_need_a_private_key_are_accepted() {
        assert!(token(r#"{"alg":"RS256","kid":"k"}"#).is_ok());
        for alg in ["none", "None", "HS256", "rs256", ""] {
            let refused = token(&format!(r#"{{"alg":"{alg}","kid":"k"}}"#));
            assert_eq!(refused.err(), Some(JwtError::Algorithm), "{alg}");
        }
        let critical = token(r#"{"alg":"RS256","kid":"k","crit":["b64"]}"#);
        assert_eq!(critical.err(), Some(JwtError::Algorithm));
        let nameless = token(r#"{"alg":"RS256"}"#);
        assert_eq!(nameless.err(), Some(JwtError::UnknownKey));
    }

    #[test]
    fn what_is_no_token_is_malformed() {
        let long = format!("e30.{}.e30", "A".repeat(LONGEST));
        for text in ["", "a", "a.b", "a.b.c", "e30.e30.e30", "e30.!.e30", &long] {
            assert_eq!(
                Jwt::parse(text).err(),
                Some(JwtError::Malformed),
                "{text:.20}"
            );
        }
    }
}
