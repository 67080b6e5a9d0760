//! The crate through its public face, against a server that plays back answers.
#![expect(
    clippy::unwrap_used,
    reason = "a test's helpers fail as its body does: by panicking"
)]

mod certificates;
mod clouds;
mod endpoint_tricks;
mod endpoints;
mod entra;
mod managed_identity;
mod reads;
mod refusals;
mod retries;
mod rights;
mod script;
mod sign_in;
mod strangers;
mod writes;
