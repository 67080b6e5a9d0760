//! The emulator as clients see it: plain HTTP requests and what comes back.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access_keys;
mod access_tokens;
mod admin;
mod conditions;
mod faults;
mod key_values;
mod lab;
mod listing;
mod managed_identity;
mod sign_in;
mod stores;
