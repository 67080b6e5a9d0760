//! Keyed digests, which the caller makes: this crate holds no key.

/// A digest of 32 bytes under a key of the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest32([u8; 32]);

impl Digest32 {
    /// From the bytes of a digest.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Makes a keyed digest of parts. It must tell apart lists of parts that run into the same bytes,
/// and must give the same digest for as long as ledgers are kept.
pub type KeyedDigest<'a> = &'a dyn Fn(&[&[u8]]) -> Digest32;
