//! Starting the binary and finding the tools that tests drive it with.

pub(crate) mod emulator;
pub(crate) mod tools;
