//! The audit log: who did what, in chains that show when a record is altered or missing.
//!
//! Each running process writes a chain of its own. A record's MAC covers the one before it, and the
//! first record's covers where the chains before it ended, under a digest key that only the root
//! key opens: nobody without it can rewrite the past. What is cut off the end shows by an anchor, a
//! copy of where a chain ended, kept outside the database.

mod anchor;
mod chain;
mod find;
mod record;
mod verify;

pub use anchor::{Anchor, AnchorFile, Shrunk, Sighting, Watch};
pub use find::{AuditRecord, Search, find, list};
pub use verify::{Fault, Finding, OpenEnd, Report, VerifyError, Witness, verify};

pub(crate) use chain::begin;
pub(crate) use record::{Entry, append, record};
