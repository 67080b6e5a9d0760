//! The root key: how it is written, what makes one weak, and what it wraps.

use std::fmt;

use aws_lc_rs::hkdf;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::GeneralPurposeConfig;
use base64::engine::{DecodePaddingMode, GeneralPurpose};
use model::Entropy;
use model::entropy::random_bytes;
use model::id::DataKeyId;
use secrecy::SecretString;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{DataKey, Digest, SealError, WrappedKey};

const PADDING_OPTIONAL: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: [GeneralPurpose; 2] = [
    GeneralPurpose::new(&alphabet::STANDARD, PADDING_OPTIONAL),
    GeneralPurpose::new(&alphabet::URL_SAFE, PADDING_OPTIONAL),
];

/// The key the operator holds. It never seals values itself: it wraps data keys.
pub struct RootKey {
    wrapping: Zeroizing<[u8; 32]>,
    checking: Zeroizing<[u8; 32]>,
}

/// How a root key was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyForm {
    /// 32 bytes, as 64 hexadecimal digits or as base64.
    Direct,
    /// 16 bytes as 32 hexadecimal digits, which is Infisical's form, stretched by HKDF-SHA256. Worth
    /// a word at start: it carries 128 bits, not 256.
    Derived,
}

/// Why a text is not taken as a root key. The text itself is never repeated.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RootKeyError {
    /// There is nothing.
    #[error("the encryption key is empty; {HOW_TO_MAKE_ONE}")]
    Empty,
    /// Neither hexadecimal digits nor base64 of the right length.
    #[error(
        "the encryption key is neither 64 hexadecimal digits nor base64 of 32 bytes (it has {characters} characters); {HOW_TO_MAKE_ONE}"
    )]
    NotAKey {
        /// How many characters the text has.
        characters: usize,
    },
    /// Of the right form, but guessable.
    #[error("the encryption key is weak: {0}; {HOW_TO_MAKE_ONE}")]
    Weak(Weakness),
}

const HOW_TO_MAKE_ONE: &str = "make one with `openssl rand -hex 32`";

/// What makes a key guessable. No random key is ever caught by this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Weakness {
    /// It is one short sequence over and over.
    #[error("it repeats itself")]
    Repeats,
    /// Each byte is the one before plus the same step, as in `000102…`.
    #[error("it counts in equal steps")]
    Counts,
    /// It has too few distinct bytes.
    #[error("it has too few different bytes")]
    FewBytes,
}

impl RootKey {
    /// Takes a key as an operator writes it; surrounding white space is dropped.
    ///
    /// # Errors
    /// When the text is empty, of no known form, or a weak key.
    pub fn parse(text: &str) -> Result<(Self, KeyForm), RootKeyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(RootKeyError::Empty);
        }
        let bytes = decode(text).ok_or_else(|| RootKeyError::NotAKey {
            characters: text.chars().count(),
        })?;
        if let Some(weakness) = weakness(&bytes) {
            return Err(RootKeyError::Weak(weakness));
        }
        let form = if bytes.len() == 32 {
            KeyForm::Direct
        } else {
            KeyForm::Derived
        };
        Ok((Self::from_bytes(&bytes), form))
    }

    /// A new key, and the text an operator keeps of it: 64 hexadecimal digits.
    pub fn generate(entropy: &dyn Entropy) -> (Self, SecretString) {
        let bytes = Zeroizing::new(random_bytes::<32>(entropy));
        (
            Self::from_bytes(bytes.as_slice()),
            SecretString::from(hex::encode(bytes.as_slice())),
        )
    }

    /// Seals a data key, bound to its id.
    #[must_use]
    pub fn wrap(&self, id: DataKeyId, key: &DataKey) -> WrappedKey {
        key.wrap(&self.wrapping, id)
    }

    /// Opens a data key.
    ///
    /// # Errors
    /// When it was wrapped under another root key or for another id, or was altered.
    pub fn unwrap(&self, id: DataKeyId, wrapped: &WrappedKey) -> Result<DataKey, SealError> {
        DataKey::unwrap(&self.wrapping, id, wrapped)
    }

    /// A value that is the same for the same key and tells nothing of it. Kept in the database, it
    /// recognises a wrong key at start.
    #[must_use]
    pub fn key_check(&self) -> Digest {
        Digest::keyed(&self.checking, "key check", &[])
    }

    fn from_bytes(bytes: &[u8]) -> Self {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"keyferry root key").extract(bytes);
        Self {
            wrapping: expand(&root, b"wrap data keys"),
            checking: expand(&root, b"check the key"),
        }
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey(••••)")
    }
}

/// 32 or 16 bytes. The forms differ in length, so no text has two readings.
fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if matches!(text.len(), 64 | 32) {
        return hex::decode(text).ok().map(Zeroizing::new);
    }
    BASE64
        .iter()
        .filter_map(|engine| engine.decode(text).ok().map(Zeroizing::new))
        .find(|bytes| bytes.len() == 32)
}

fn weakness(bytes: &[u8]) -> Option<Weakness> {
    let repeats = (1..=bytes.len() / 2)
        .any(|period| bytes.iter().skip(period).eq(&bytes[..bytes.len() - period]));
    let counts = bytes
        .windows(3)
        .all(|w| w[1].wrapping_sub(w[0]) == w[2].wrapping_sub(w[1]));
    let mut distinct = Zeroizing::new(bytes.to_vec());
    distinct.sort_unstable();
    distinct.dedup();
    if repeats {
        Some(Weakness::Repeats)
    } else if counts {
        Some(Weakness::Counts)
    } else if distinct.len() < bytes.len() / 2 {
        Some(Weakness::FewBytes)
    } else {
        None
    }
}

#[expect(
    clippy::expect_used,
    reason = "HKDF fails only above 255 hashes of output"
)]
fn expand(root: &hkdf::Prk, purpose: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    root.expand(&[purpose], hkdf::HKDF_SHA256)
        .and_then(|output| output.fill(key.as_mut_slice()))
        .expect("HKDF gives 32 bytes");
    key
}
