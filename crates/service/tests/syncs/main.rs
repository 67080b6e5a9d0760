//! Syncs, from the use cases to what arrives in the store.

#![expect(
    clippy::unwrap_used,
    reason = "the scene is test code, though no test function"
)]

mod access_lost;
mod alerting;
mod describing;
mod faults;
mod guard;
mod limits;
mod looking;
mod moving;
mod names;
mod neighbours;
mod next_secret;
mod on_request;
mod reconciling;
mod refused;
mod removed;
mod resealed;
mod rotation;
mod scene;
#[expect(
    dead_code,
    unused_imports,
    reason = "each test target uses a part of the shop"
)]
#[path = "../support/mod.rs"]
mod support;
mod theirs;
mod walk;
