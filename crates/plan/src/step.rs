//! The words of a plan: what happens to a key, and why.

use crate::content::{Content, Etag};
use crate::digest::Digest32;
use crate::key::{DestinationKey, NameProblem};
use crate::ledger::{Left, Origin};

/// What happens to one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The key at the destination.
    pub key: DestinationKey,
    /// What happens to it.
    pub action: Action,
    /// Why.
    pub why: Why,
}

/// What to do. Every request carries the condition under which it may take effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Write a key that is not there: `If-None-Match: *`.
    Create(Write),
    /// Replace what was seen: `If-Match` with its etag.
    Update {
        /// What to write.
        write: Write,
        /// The etag seen.
        if_match: Etag,
        /// What was seen, when it is ours under an etag that the ledger does not know yet.
        recognised: Option<Left>,
    },
    /// Delete what was seen: `If-Match` with its etag.
    Delete {
        /// The etag seen.
        if_match: Etag,
        /// What was seen, when it is ours under an etag that the ledger does not know yet.
        recognised: Option<Left>,
    },
    /// No request: the ledger gets a row of origin [`Origin::Adopted`] with what was seen.
    Adopt(Left),
    /// No request: the ledger row keeps its origin, takes what was seen, and drops its intent.
    Settle(Left),
    /// No request: the ledger row goes, the key stays as it is.
    Forget,
    /// Nothing: everything is as it should be.
    Unchanged,
    /// Nothing: the key and its ledger row stay as they are, as they should.
    Leave,
    /// Nothing: something is in the way, and the run is partial.
    Skip,
}

/// A write: the content, and what the ledger needs to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The complete content to send.
    pub content: Content,
    /// Its keyed digest, for the intent.
    pub digest: Digest32,
    /// The origin of the ledger row from now on.
    pub origin: Origin,
}

/// Why a step is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Create: it was never there.
    NewHere,
    /// Create: it was ours, and somebody deleted it there (drift).
    Vanished,
    /// Update: the value changed here.
    ValueChanged,
    /// Update: the content type changed here.
    ContentTypeChanged,
    /// Update: the tags changed here.
    TagsChanged,
    /// Update: somebody else made it, and the policy lets ours replace it.
    ForeignOverwritten,
    /// Update or delete: it was ours, and somebody changed it there (drift).
    Drifted,
    /// Delete: it is gone here.
    GoneHere,
    /// Adopt: somebody else made it, and it already is as we want it.
    AlreadyEqual,
    /// Settle: it is as we want it, under a version that the ledger does not know yet.
    Recognised,
    /// Unchanged: it is as we left it and as we want it.
    Same,
    /// Forget: it is gone here and there.
    GoneOnBothSides,
    /// Forget: it is gone here, and it was adopted, so it stays there.
    AdoptedStays,
    /// Forget: it is gone here, and a write that was begun never arrived.
    NeverArrived,
    /// Forget: it is gone here, and another sync looks after it.
    OtherSyncsNow,
    /// Forget: it is gone here, and it became a feature flag there.
    FeatureFlagNow,
    /// Leave: it is gone here, and the policy deletes nothing.
    DeletionOff,
    /// Leave: it is gone here, but a write that was begun may still arrive.
    MayStillArrive,
    /// Skip, for this reason.
    Skipped(SkipReason),
}

/// What is in the way of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// A reference in its value does not resolve.
    Unresolved {
        /// The reference as typed.
        reference: String,
    },
    /// Several secrets want this key.
    NameCollision {
        /// The secrets.
        sources: Vec<String>,
    },
    /// The destination takes no key of this name.
    ImpossibleName(NameProblem),
    /// Feature flags are never touched.
    FeatureFlag,
    /// Another sync looks after the key.
    OtherSync {
        /// Its name.
        owner: String,
    },
    /// Somebody else made it, it differs, and the policy leaves it alone.
    Foreign,
    /// Somebody changed it there, and the policy keeps that.
    DriftKept,
    /// A Key Vault reference stands there, and the source does not say that a plain value should
    /// replace it.
    KeyVaultReference,
    /// It is more than [`crate::MAX_KEY_VALUE_BYTES`].
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// It is locked there.
    Locked,
    /// The sync's connection is limited to keys that begin otherwise.
    OutsideLimits,
}

impl Step {
    /// Whether the step shows that somebody changed or deleted a key of ours.
    #[must_use]
    pub const fn is_drift(&self) -> bool {
        matches!(
            self.why,
            Why::Vanished | Why::Drifted | Why::Skipped(SkipReason::DriftKept)
        )
    }

    /// Why the key is skipped, if it is.
    #[must_use]
    pub const fn skipped(&self) -> Option<&SkipReason> {
        match &self.why {
            Why::Skipped(reason) => Some(reason),
            _ => None,
        }
    }
}

impl Action {
    /// Whether the step sends a request.
    #[must_use]
    pub const fn is_request(&self) -> bool {
        matches!(
            self,
            Self::Create(_) | Self::Update { .. } | Self::Delete { .. }
        )
    }

    /// Whether the step changes anything, at the destination or in the ledger.
    #[must_use]
    pub const fn is_work(&self) -> bool {
        !matches!(self, Self::Unchanged | Self::Leave | Self::Skip)
    }

    /// One word for faces and stored runs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Create(_) => "create",
            Self::Update { .. } => "update",
            Self::Delete { .. } => "delete",
            Self::Adopt(_) => "adopt",
            Self::Settle(_) => "settle",
            Self::Forget => "forget",
            Self::Unchanged => "unchanged",
            Self::Leave => "leave",
            Self::Skip => "skip",
        }
    }
}

impl Why {
    /// One word for faces and stored runs; a skip gives its reason's.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NewHere => "new-here",
            Self::Vanished => "vanished",
            Self::ValueChanged => "value-changed",
            Self::ContentTypeChanged => "content-type-changed",
            Self::TagsChanged => "tags-changed",
            Self::ForeignOverwritten => "foreign-overwritten",
            Self::Drifted => "drifted",
            Self::GoneHere => "gone-here",
            Self::AlreadyEqual => "already-equal",
            Self::Recognised => "recognised",
            Self::Same => "same",
            Self::GoneOnBothSides => "gone-on-both-sides",
            Self::AdoptedStays => "adopted-stays",
            Self::NeverArrived => "never-arrived",
            Self::OtherSyncsNow => "other-syncs-now",
            Self::FeatureFlagNow => "feature-flag-now",
            Self::DeletionOff => "deletion-off",
            Self::MayStillArrive => "may-still-arrive",
            Self::Skipped(reason) => reason.code(),
        }
    }
}

impl SkipReason {
    /// One word for faces and stored runs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unresolved { .. } => "unresolved",
            Self::NameCollision { .. } => "name-collision",
            Self::ImpossibleName(_) => "impossible-name",
            Self::FeatureFlag => "feature-flag",
            Self::OtherSync { .. } => "other-sync",
            Self::Foreign => "foreign",
            Self::DriftKept => "drift-kept",
            Self::KeyVaultReference => "key-vault-reference",
            Self::TooLarge { .. } => "too-large",
            Self::Locked => "locked",
            Self::OutsideLimits => "outside-limits",
        }
    }
}
