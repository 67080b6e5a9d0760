//! Chance that can be repeated: a test prints its seed, and takes it back.

use std::{
    env,
    hash::{BuildHasher, RandomState},
};

/// Numbers that follow from a seed (`SplitMix64`).
pub(crate) struct Random(u64);

impl Random {
    /// The seed of `KEYFERRY_TEST_SEED`, or a new one.
    pub(crate) fn seed() -> u64 {
        let chosen = env::var("KEYFERRY_TEST_SEED").ok();
        chosen.map_or_else(
            || RandomState::new().hash_one(0) % 1_000_000,
            |seed| seed.parse().expect("KEYFERRY_TEST_SEED is a number"),
        )
    }

    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below a limit.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }
}
