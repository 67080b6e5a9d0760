//! Keyed digests: whether something is still what it was, without keeping it.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use zeroize::Zeroizing;

/// An HMAC-SHA256. Without the key it tells nothing of what went in; comparing takes the same time
/// whatever differs.
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

/// The half of a data key that makes digests. Sealing anew under other keys leaves it as it is.
#[derive(Clone)]
pub struct DigestKey(Zeroizing<[u8; 32]>);

impl DigestKey {
    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A keyed digest of parts, for one use named by `context`. Digests of different contexts or of
    /// different lists of parts never agree.
    #[must_use]
    pub fn digest(&self, context: &str, parts: &[&[u8]]) -> Digest {
        Digest::keyed(&self.0, context, parts)
    }
}

impl fmt::Debug for DigestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DigestKey(••••)")
    }
}

impl Digest {
    /// From stored bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The digest of parts in a context. Every part carries its length, so that no two different
    /// lists of parts run into the same bytes.
    pub(crate) fn keyed(key: &[u8; 32], context: &str, parts: &[&[u8]]) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        let mut mac = hmac::Context::with_key(&key);
        for part in std::iter::once(&context.as_bytes()).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        let mut bytes = [0; 32];
        bytes.copy_from_slice(mac.sign().as_ref());
        Self(bytes)
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl Eq for Digest {}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", hex::encode(self.0))
    }
}
