//! The shapes of syncs and runs, and the fields that several requests have in common.

mod options;
mod run;
mod sync;

pub(super) use options::{destination, destination_fields, option_fields, options, project_field};
pub(super) use run::{Counts, Run, RunItem};
pub(super) use sync::{One, Sync, example, example_of_one};
