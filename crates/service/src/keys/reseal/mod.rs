//! Sealing everything anew under new data keys, and retiring the old ones, while the servers run.
//!
//! Beginning gives every owner a newer data key, which seals from then on. The rest is work in small
//! transactions that any process of the instance may do: wait for those who do not know the newer keys
//! yet, look at every sealed row and seal anew what is under an older key, look again until a whole
//! look finds nothing to do, and delete the older keys. How far it has come stands in one row, which
//! each of these transactions holds first: a crash loses nothing, and two processes do nothing twice.
//! Digests stay as they are, so neither ledgers nor the audit log notice.

mod begin;
mod look;
mod record;
mod retire;
mod status;
mod work;

pub use begin::begin;
pub use status::{Refused, Reseal, State, status};
pub use work::{Resealer, Step, start, step};

/// The audit event of all that is recorded of it.
const EVENT: &str = "reseal-data-keys";
