//! Secret syncs: how keys are named at the destination, what a sync is allowed to do, how it is
//! doing.

mod key_schema;
mod options;
mod state;

pub use key_schema::KeySchema;
pub use options::{Drift, InitialSyncBehavior, SyncOptions, Tier};
pub use state::{RunOutcome, RunTrigger, SyncState};
