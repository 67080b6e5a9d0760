//! Starting the binary and finding the tools that tests drive it with.

pub(crate) mod admin;
pub(crate) mod crowd;
pub(crate) mod elsewhere;
pub(crate) mod emulator;
pub(crate) mod hideout;
pub(crate) mod http;
pub(crate) mod keyferry;
pub(crate) mod postgres;
pub(crate) mod random;
pub(crate) mod server;
pub(crate) mod shop;
pub(crate) mod tables;
pub(crate) mod tools;
