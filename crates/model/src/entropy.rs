//! Randomness as a parameter.

/// A source of random bytes. Whoever hands out secrets, nonces or ids passes a cryptographic one;
/// tests pass a seeded one.
pub trait Entropy: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// An array of random bytes from a source.
pub fn random_bytes<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}
