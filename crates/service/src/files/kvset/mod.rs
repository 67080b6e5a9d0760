//! App Configuration's own file format: a list of key-values with everything that belongs to them.
//!
//! `{"items": [{"key", "value", "label", "content_type", "tags"}]}`, of which only `key` is
//! required. Microsoft documents it as the profile `appconfig/kvset` of the store's import and
//! export. `etag`, `locked`, `last_modified` and `description`, which a listing of a store carries
//! too, are read over; any other member is refused rather than lost.

mod read;
mod write;

pub(super) use read::{looks_like, read};
pub(super) use write::write;
