//! The audit log: what is recorded, who may read it, and that tampering shows.

#[macro_use]
pub(crate) mod instance;

mod anchors;
mod forgery;
mod listing;
#[path = "../../../../store/tests/store/harness/postgres.rs"]
#[expect(dead_code, reason = "the store's own tests need more of it")]
mod postgres;
mod sealed_values;
mod tampering;
