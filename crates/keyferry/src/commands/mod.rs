//! The commands, one file each.

pub(crate) mod audit;
pub(crate) mod connections;
pub(crate) mod dev;
pub(crate) mod emulator;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod keys;
pub(crate) mod run;
pub(crate) mod secrets;
pub(crate) mod serve;
pub(crate) mod syncs;
