//! Envelope encryption. A root key, which only the operator holds, wraps data keys; a data key
//! seals values and makes keyed digests of them. What is sealed is bound to its place in the
//! database, so a value moved elsewhere does not open.
//!
//! This crate knows nothing of the database: it takes bytes and gives bytes.

mod cipher;
mod data_key;
mod digest;
mod entropy;
mod place;
mod root_key;

pub use cipher::{SealError, Sealed};
pub use data_key::{DataKey, WrappedKey};
pub use digest::{Digest, DigestKey};
pub use entropy::SystemEntropy;
pub use place::Place;
pub use root_key::{KeyForm, RootKey, RootKeyError, Weakness};
