//! The sealed form: one format byte, a random nonce, then AES-256-GCM's output with its tag.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use thiserror::Error;
use zeroize::Zeroizing;

/// AES-256-GCM with a random nonce of 12 bytes. A later format takes another number.
const AES_256_GCM_RANDOM_NONCE: u8 = 1;
const HEADER: usize = 1 + NONCE_LEN;

/// Encrypted bytes, ready to be stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// From stored bytes. Whether they open is found out by opening them.
    #[must_use]
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes to store.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// Why sealed bytes do not open. No variant tells anything of what is inside.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SealError {
    /// The leading byte is of no format this version knows.
    #[error("{what} is sealed in format {format}, which this version does not know")]
    UnknownFormat {
        /// What was to be opened.
        what: String,
        /// The leading byte.
        format: u8,
    },
    /// Too short to hold anything, or the authentication tag does not match.
    #[error(
        "{what} does not open: it was sealed under another key or for another place, or altered"
    )]
    Refused {
        /// What was to be opened.
        what: String,
    },
    /// It opened, but is not what is kept there.
    #[error("{what} opened, but does not hold what belongs there")]
    Unexpected {
        /// What was to be opened.
        what: String,
    },
}

#[expect(
    clippy::expect_used,
    reason = "fails only for a key of another length or without system randomness"
)]
pub(crate) fn seal(key: &[u8; 32], associated: &[u8], plain: &[u8]) -> Sealed {
    let cipher = cipher(key);
    let mut bytes = Vec::with_capacity(HEADER + plain.len() + AES_256_GCM.tag_len());
    bytes.resize(HEADER, 0);
    bytes.extend_from_slice(plain);
    let (nonce, tag) = cipher
        .seal_in_place_separate_tag(Aad::from(associated), &mut bytes[HEADER..])
        .expect("AES-256-GCM seals with a fresh nonce");
    bytes[0] = AES_256_GCM_RANDOM_NONCE;
    bytes[1..HEADER].copy_from_slice(nonce.as_ref());
    bytes.extend_from_slice(tag.as_ref());
    Sealed(bytes)
}

/// `what` names the thing in the error.
pub(crate) fn open(
    key: &[u8; 32],
    associated: &[u8],
    sealed: &[u8],
    what: &dyn fmt::Display,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let refused = || SealError::Refused {
        what: what.to_string(),
    };
    let (&format, rest) = sealed.split_first().ok_or_else(refused)?;
    if format != AES_256_GCM_RANDOM_NONCE {
        return Err(SealError::UnknownFormat {
            what: what.to_string(),
            format,
        });
    }
    let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>().ok_or_else(refused)?;
    let mut bytes = Zeroizing::new(body.to_vec());
    let length = cipher(key)
        .open_in_place(Nonce::from(nonce), Aad::from(associated), &mut bytes)
        .map_err(|_| refused())?
        .len();
    bytes.truncate(length);
    Ok(bytes)
}

#[expect(clippy::expect_used, reason = "fails only for a key of another length")]
fn cipher(key: &[u8; 32]) -> RandomizedNonceKey {
    RandomizedNonceKey::new(&AES_256_GCM, key).expect("AES-256 takes 32 bytes")
}
