//! Forms: what was sent, the fields to show, and where an error goes in them.

mod field;
mod rejection;
mod sent;

pub(super) use field::{Choice, Control, Entry, Field};
pub(super) use rejection::Rejection;
pub(super) use sent::Sent;
