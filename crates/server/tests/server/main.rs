//! The pages through their public face: requests in, HTML out, the use cases real.

#![expect(
    clippy::unwrap_used,
    reason = "a step that fails ends the test that takes it"
)]

mod api;
mod audit;
mod connections;
mod fixture;
mod gate;
mod headers;
mod history;
mod machines;
mod mending;
mod metrics;
mod people;
mod rate_limit;
mod reference;
mod refusals;
mod roles;
mod secret_api;
mod secrets;
mod syncs;
