//! The use cases through their public face.

#![expect(
    clippy::unwrap_used,
    reason = "the fixture is test code, though no test function"
)]

mod access;
mod audit;
mod connections;
mod idle_sync;
mod projects;
mod secrecy;
mod secrets;
#[expect(dead_code, reason = "other tests share the fixture")]
#[path = "../support/mod.rs"]
mod support;
