//! How a sync and its runs are doing.

use crate::name::word_set;

word_set! {
    /// The state of a sync.
    pub enum SyncState ("sync state") {
        /// A run is due.
        Pending = "pending",
        /// A run is under way.
        Running = "running",
        /// The last run left every key as it should be.
        Succeeded = "succeeded",
        /// The last run left some keys behind and names them.
        Partial = "partial",
        /// A plan waits for somebody to confirm it.
        Held = "held",
        /// The last run failed.
        Failed = "failed",
        /// Nothing runs until somebody resumes or reconnects.
        Paused = "paused",
    }
}

word_set! {
    /// How a run ended.
    pub enum RunOutcome ("run outcome") {
        /// Still under way, or cut off and not yet taken up again.
        Running = "running",
        /// Every key is as it should be.
        Succeeded = "succeeded",
        /// Some keys were skipped or failed.
        Partial = "partial",
        /// The guard stopped it before any write.
        Held = "held",
        /// It failed as a whole.
        Failed = "failed",
        /// The process died under it; a later run took over.
        Interrupted = "interrupted",
    }
}

word_set! {
    /// Why a run started.
    pub enum RunTrigger ("run trigger") {
        /// A source secret changed.
        Change = "change",
        /// Somebody asked.
        Request = "request",
        /// The drift interval passed.
        Interval = "interval",
        /// An earlier run failed and time may have healed it.
        Retry = "retry",
        /// The process that ran it before is gone.
        Takeover = "takeover",
    }
}
