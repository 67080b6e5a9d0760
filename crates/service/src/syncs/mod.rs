//! Secret syncs: making them, planning them, running them.
//!
//! The use cases come first, each in a file of its own. `ferry` is one run of one sync, from the
//! secrets of a folder to the settled ledger; [`reconciler`] decides which syncs run when.

mod backoff;
mod create;
mod delete;
mod destination;
mod duplicate;
mod ferry;
mod find;
mod import;
mod options;
mod pause;
mod place;
mod preview;
mod reached;
mod read;
pub mod reconciler;
mod remove;
mod request;
mod runs;
mod update;
mod view;
mod writer;

pub use create::{NewSync, create};
pub use delete::delete;
pub use duplicate::{Duplicate, duplicate_of};
pub use import::import_secrets;
pub use pause::{pause, resume};
pub use preview::{PlanStep, PlanView, StepAction, preview};
pub use reached::reached_from;
pub use read::{by_name, get, list};
pub use remove::remove_secrets;
pub use request::{confirm, request_run};
pub use runs::{Counts, Run, RunItem, run_items, runs};
pub use update::{NewDestination, SyncChange, update};
pub use view::{Finished, Source, Sync};

pub(crate) use place::SyncPlace;
