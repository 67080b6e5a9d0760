//! RS256 tokens, signed by a key made at start.

use std::sync::OnceLock;

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::{Serialize, de::DeserializeOwned};

/// The DER of a 2048-bit `RSAPublicKey` has its modulus here, behind two headers.
const MODULUS: std::ops::Range<usize> = 9..265;

/// The signing key could not be made, or did not sign.
#[derive(Debug, thiserror::Error)]
#[error("the RSA key for tokens could not be made")]
pub struct SignerError;

/// The key pair.
pub(crate) struct Signer {
    key: RsaKeyPair,
    id: String,
}

#[derive(Serialize)]
struct Header<'a> {
    typ: &'static str,
    alg: &'static str,
    kid: &'a str,
}

impl Signer {
    /// The key of this process. Emulators side by side share it: making one takes a while, and
    /// a test starts many.
    pub(crate) fn of_process() -> Result<&'static Self, SignerError> {
        static KEY: OnceLock<Signer> = OnceLock::new();
        Self::made_once(&KEY)
    }

    /// The key of the external issuers, made when it is first needed.
    pub(super) fn of_external_issuers() -> Result<&'static Self, SignerError> {
        static KEY: OnceLock<Signer> = OnceLock::new();
        Self::made_once(&KEY)
    }

    fn made_once(key: &'static OnceLock<Self>) -> Result<&'static Self, SignerError> {
        if let Some(made) = key.get() {
            return Ok(made);
        }
        let new = Self::generate()?;
        Ok(key.get_or_init(|| new))
    }

    fn generate() -> Result<Self, SignerError> {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| SignerError)?;
        let id = BASE64.encode(digest(&SHA256, key.public_key().as_ref()));
        Ok(Self { key, id })
    }

    /// The id and the modulus, both base64url. The exponent is always 65537.
    pub(super) fn public(&self) -> (&str, String) {
        let modulus = self
            .key
            .public_key()
            .as_ref()
            .get(MODULUS)
            .unwrap_or_default();
        (&self.id, BASE64.encode(modulus))
    }

    pub(crate) fn sign(&self, claims: &impl Serialize) -> Result<String, SignerError> {
        let header = Header {
            typ: "JWT",
            alg: "RS256",
            kid: &self.id,
        };
        let header = serde_json::to_vec(&header).map_err(|_| SignerError)?;
        let claims = serde_json::to_vec(claims).map_err(|_| SignerError)?;
        let text = format!("{}.{}", BASE64.encode(header), BASE64.encode(claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                text.as_bytes(),
                &mut signature,
            )
            .map_err(|_| SignerError)?;
        Ok(format!("{text}.{}", BASE64.encode(signature)))
    }

    /// The claims of a token this key signed.
    pub(crate) fn verify<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        let (text, signature) = token.rsplit_once('.')?;
        let (_, claims) = text.split_once('.')?;
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.key.public_key().as_ref())
            .verify(text.as_bytes(), &BASE64.decode(signature).ok()?)
            .ok()?;
        serde_json::from_slice(&BASE64.decode(claims).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_only_as_it_was_signed() {
        let signer = Signer::generate().unwrap();
        let token = signer.sign(&serde_json::json!({ "sub": "ada" })).unwrap();
        let claims: serde_json::Value = signer.verify(&token).unwrap();
        assert_eq!(claims["sub"], "ada");
        let forged = token.replacen('.', ".e30", 1);
        assert!(signer.verify::<serde_json::Value>(&forged).is_none());
    }

    #[test]
    fn the_published_modulus_is_2048_bits() {
        let signer = Signer::generate().unwrap();
        let (_, modulus) = signer.public();
        let modulus = BASE64.decode(modulus).unwrap();
        assert_eq!(modulus.len(), 256);
        assert!(modulus[0] >= 0x80, "the top bit of an RSA modulus is set");
        let der = signer.key.public_key().as_ref();
        assert_eq!(
            &der[265..],
            [0x02, 0x03, 0x01, 0x00, 0x01],
            "the exponent is 65537"
        );
    }
}
