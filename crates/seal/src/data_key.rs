//! Data keys: what values are sealed and digested with.

use std::fmt;
use std::mem;

use model::entropy::random_bytes;
use model::id::DataKeyId;
use model::{Entropy, SecretValue};
use zeroize::{Zeroize, Zeroizing};

use crate::cipher::{self, SealError, Sealed};
use crate::{DigestKey, Place};

/// A data key: 32 bytes that seal and 32 others that make digests. Values can be sealed anew under
/// another sealing half while their digests stay.
pub struct DataKey {
    sealing: Zeroizing<[u8; 32]>,
    digesting: DigestKey,
}

/// A data key sealed under the root key, ready to be stored.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey(Vec<u8>);

impl WrappedKey {
    /// From stored bytes. Whether they unwrap is found out by unwrapping them.
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

impl fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WrappedKey({} bytes)", self.0.len())
    }
}

impl DataKey {
    /// A new key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self {
            sealing: Zeroizing::new(random_bytes(entropy)),
            digesting: DigestKey::from_bytes(random_bytes(entropy)),
        }
    }

    /// A key with a new sealing half whose digests equal this key's.
    #[must_use]
    pub fn with_new_sealing(&self, entropy: &dyn Entropy) -> Self {
        Self {
            sealing: Zeroizing::new(random_bytes(entropy)),
            digesting: self.digesting.clone(),
        }
    }

    /// Encrypts bytes for one place.
    #[must_use]
    pub fn seal(&self, place: &Place, plain: &[u8]) -> Sealed {
        cipher::seal(&self.sealing, &place.associated_data(), plain)
    }

    /// Decrypts what was sealed for this place.
    ///
    /// # Errors
    /// When it was sealed under another key or for another place, was altered, or is of a format
    /// this version does not know.
    pub fn open(&self, place: &Place, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, SealError> {
        cipher::open(
            &self.sealing,
            &place.associated_data(),
            sealed.as_bytes(),
            place,
        )
    }

    /// Encrypts a secret's value for one place.
    #[must_use]
    pub fn seal_value(&self, place: &Place, value: &SecretValue) -> Sealed {
        self.seal(place, value.reveal().as_bytes())
    }

    /// Decrypts a secret's value.
    ///
    /// # Errors
    /// As [`DataKey::open`], and when what was sealed is no secret's value.
    pub fn open_value(&self, place: &Place, sealed: &Sealed) -> Result<SecretValue, SealError> {
        let unexpected = || SealError::Unexpected {
            what: place.to_string(),
        };
        let mut bytes = self.open(place, sealed)?;
        let text = String::from_utf8(mem::take(&mut *bytes)).map_err(|error| {
            error.into_bytes().zeroize();
            unexpected()
        })?;
        SecretValue::new(text).map_err(|_| unexpected())
    }

    /// The half that makes digests.
    #[must_use]
    pub fn digests(&self) -> &DigestKey {
        &self.digesting
    }

    pub(crate) fn wrap(&self, wrapping: &[u8; 32], id: DataKeyId) -> WrappedKey {
        let both = Zeroizing::new([*self.sealing, *self.digesting.as_bytes()].concat());
        WrappedKey(cipher::seal(wrapping, &wrap_context(id), &both).into_bytes())
    }

    pub(crate) fn unwrap(
        wrapping: &[u8; 32],
        id: DataKeyId,
        wrapped: &WrappedKey,
    ) -> Result<Self, SealError> {
        let what = format!("data key {id}");
        let both = cipher::open(wrapping, &wrap_context(id), wrapped.as_bytes(), &what)?;
        let halves = both
            .split_first_chunk::<32>()
            .and_then(|(sealing, rest)| Some((sealing, rest.try_into().ok()?)));
        match halves {
            Some((sealing, digesting)) => Ok(Self {
                sealing: Zeroizing::new(*sealing),
                digesting: DigestKey::from_bytes(digesting),
            }),
            None => Err(SealError::Unexpected { what }),
        }
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(••••)")
    }
}

fn wrap_context(id: DataKeyId) -> Vec<u8> {
    [b"keyferry data key".as_slice(), id.as_uuid().as_bytes()].concat()
}
