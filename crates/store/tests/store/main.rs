//! The repositories through their public face, every story on SQLite and on PostgreSQL.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "the fixtures are test code, though no test functions"
)]

#[macro_use]
mod harness;

mod access;
mod alerts;
mod audit;
mod claims;
mod connections;
mod due;
mod flows;
mod folders;
mod imports;
mod keys;
mod ledger;
mod looks;
mod members;
mod migrating;
mod opening;
mod people;
mod projects;
mod reconnect_links;
mod runs;
mod sealed;
mod secrets;
mod syncs;
mod tags;
mod transactions;
