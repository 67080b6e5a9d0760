//! What a sync is allowed to do at its destination.

use crate::name::word_set;

use super::KeySchema;

word_set! {
    /// What happens to keys that are at the destination before the first sync (Infisical's words).
    pub enum InitialSyncBehavior ("initialSyncBehavior") {
        /// Keys somebody else made are overwritten when they differ.
        OverwriteDestination = "overwrite-destination",
        /// Import first; our value wins, and what is not ours is left alone.
        ImportPrioritizeSource = "import-prioritize-source",
        /// Import first; their value wins, and what is not ours is left alone.
        ImportPrioritizeDestination = "import-prioritize-destination",
    }
}

word_set! {
    /// What happens to a key of ours that somebody changed at the destination.
    pub enum Drift ("driftBehavior") {
        /// Our value is written again, and the run says so.
        Overwrite = "overwrite",
        /// Their value stays, and the run says so.
        Keep = "keep",
    }
}

word_set! {
    /// The destination store's pricing tier, which sets its pace.
    pub enum Tier ("tier") {
        /// 1,000 requests a day.
        Free = "free",
        /// 6,000 requests an hour.
        Developer = "developer",
        /// 30,000 requests an hour; 300 reads and 60 writes a second.
        Standard = "standard",
        /// 450 reads and 100 writes a second.
        Premium = "premium",
        /// No pace but the store's own 429.
        Unlimited = "unlimited",
    }
}

/// A sync's options. What the client sent is kept beside this, word for word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncOptions {
    /// What happens to keys that were there first.
    pub initial: InitialSyncBehavior,
    /// How destination keys are made.
    pub key_schema: KeySchema,
    /// Whether keys that are gone here stay there.
    pub keep_deleted: bool,
    /// What happens to keys changed there.
    pub drift: Drift,
}

impl Default for SyncOptions {
    fn default() -> Self {
        Self {
            initial: InitialSyncBehavior::OverwriteDestination,
            key_schema: KeySchema::default(),
            keep_deleted: false,
            drift: Drift::Overwrite,
        }
    }
}
