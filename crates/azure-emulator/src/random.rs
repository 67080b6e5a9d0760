//! Unguessable text: authorization codes, refresh tokens, trace ids.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

/// The system's generator.
#[derive(Default)]
pub(crate) struct Random(SystemRandom);

impl Random {
    /// 43 characters that carry 256 random bits.
    pub(crate) fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// A random version 4 id.
    pub(crate) fn uuid(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        #[expect(
            clippy::expect_used,
            reason = "a machine without randomness cannot go on"
        )]
        self.0
            .fill(&mut bytes)
            .expect("the system gives random bytes");
        bytes
    }
}
