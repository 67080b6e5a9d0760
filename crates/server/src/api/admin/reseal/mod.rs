//! Sealing everything anew under new data keys.

pub(super) mod begin;
pub(super) mod status;
mod wire;
