//! The use cases: secrets, connections, syncs, access, audit.

pub mod files;
