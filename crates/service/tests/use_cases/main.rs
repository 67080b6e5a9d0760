//! The use cases through their public face.

#![expect(
    clippy::unwrap_used,
    reason = "the fixture is test code, though no test function"
)]

mod access;
#[macro_use]
mod audit;
mod connections;
mod idle_sync;
mod machines;
mod people;
mod projects;
mod resealing;
mod roles;
mod root_key;
mod secrecy;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
