//! The versions of a secret.

pub(super) mod list;
pub(super) mod restore;
mod wire;
