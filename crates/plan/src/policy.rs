//! What the person who set up a sync allows it to do.

use model::sync::{Drift, InitialSyncBehavior, SyncOptions};

/// What a sync may do at its destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Keys that somebody else made and that differ.
    pub foreign: Foreign,
    /// Keys of ours that somebody changed there.
    pub drift: Drift,
    /// Keys of ours that are no longer wanted.
    pub deletion: Deletion,
}

/// What happens to a wanted key that somebody else made and that differs, on every run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// It stays as it is and is named.
    Skip,
    /// Our value replaces it.
    Overwrite,
}

/// What happens to keys that are no longer wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// What this sync wrote is deleted, nothing else.
    OursOnly,
    /// Nothing is ever deleted.
    Never,
}

impl From<&SyncOptions> for Policy {
    fn from(options: &SyncOptions) -> Self {
        Self {
            foreign: match options.initial {
                InitialSyncBehavior::OverwriteDestination => Foreign::Overwrite,
                InitialSyncBehavior::ImportPrioritizeSource
                | InitialSyncBehavior::ImportPrioritizeDestination => Foreign::Skip,
            },
            drift: options.drift,
            deletion: if options.keep_deleted {
                Deletion::Never
            } else {
                Deletion::OursOnly
            },
        }
    }
}
