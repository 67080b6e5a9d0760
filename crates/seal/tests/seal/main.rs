//! What the seal promises: a value opens where it was sealed, under the key it was sealed with, and
//! nowhere else.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod data_key;
mod root_key;

use model::Entropy;
use model::id::DataKeyId;
use seal::Place;
use uuid::Uuid;

/// Counts up, so that every key differs and every test is the same each time.
struct Counting(std::sync::atomic::AtomicU8);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for byte in buffer {
            *byte = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    }
}

fn entropy(start: u8) -> Counting {
    Counting(start.into())
}

fn key_id(number: u128) -> DataKeyId {
    DataKeyId::from_uuid(Uuid::from_u128(number))
}

fn home() -> Place {
    Place {
        table: "secret_versions",
        row: Uuid::from_u128(7),
        column: "value",
        version: 3,
    }
}
