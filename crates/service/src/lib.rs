//! The use cases. Every face (JSON API, pages, command line through the API) calls these and
//! nothing else; permission checks and audit records live here.
//!
//! Each use case is a function `verb(&Service, &Caller, request) -> Result<answer, Error>` in a
//! file of its own.

pub mod access;
pub mod audit;
pub mod caller;
pub mod connections;
mod error;
pub mod files;
pub mod imports;
mod keyring;
pub mod keys;
pub mod metrics;
pub mod projects;
pub mod secrets;
mod setup;
pub mod syncs;
pub mod tags;

#[cfg(test)]
extern crate self as service;
#[cfg(test)]
#[expect(
    dead_code,
    unused_imports,
    reason = "shared with the integration tests, which need more of it"
)]
#[path = "../tests/support/mod.rs"]
mod fixture;

pub use caller::{Caller, Origin, Principal};
pub use error::{Error, Invalid, What};
pub use setup::{HostIdentity, OAuthClient, Parts, Service, StartError, Timing};
