//! The use cases through their public face.

#![expect(
    clippy::unwrap_used,
    reason = "the fixture is test code, though no test function"
)]

mod access;
mod audit;
mod connections;
mod idle_sync;
mod machines;
mod people;
mod projects;
mod roles;
mod root_key;
mod secrecy;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
