//! The database: one SQL path for SQLite and PostgreSQL, one repository per aggregate.
//!
//! [`Store`] opens the database and its transactions; each module beside it is the repository of
//! one aggregate: free functions that take a [`ReadTx`] or a [`WriteTx`] and speak in `model` types.
//! To add an aggregate, add its tables to a new file in `migrations/`, its entities under
//! `entity/`, and a module here. Sealed values, digests and JSON texts pass through unread.

mod columns;
mod entity;
mod error;

mod transaction;

pub mod alerts;
pub mod audit;
pub mod connections;
pub mod devices;
pub mod environments;
pub mod flows;
pub mod folders;
pub mod identities;
pub mod imports;
pub mod invites;
pub mod keys;
pub mod ledger;
pub mod memberships;
pub mod open;
pub mod organization;
pub mod pages;
pub mod projects;
pub mod reconnect_links;
pub mod roles;
pub mod runs;
pub mod sealed;
pub mod secrets;
pub mod sessions;
pub mod settings;
pub mod stores;
pub mod syncs;
pub mod tags;
pub mod users;
pub mod writers;

pub use error::{Constraint, DatabaseFault, StoreError};
pub use open::{DatabaseKind, Location, LocationError, OpenError, Store};
pub use stores::Epoch;
pub use transaction::{ReadTx, WriteTx};
