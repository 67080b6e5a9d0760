//! The ledger: what a sync remembers of each key it looks after. It alone decides what is ours.

use std::collections::BTreeMap;

use crate::content::{Etag, Observed};
use crate::decide::Standing;
use crate::digest::{Digest32, KeyedDigest};
use crate::key::DestinationKey;

/// A sync's rows, by key.
pub type Ledger = BTreeMap<DestinationKey, LedgerEntry>;

/// What a sync remembers of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// How the key came to be ours.
    pub origin: Origin,
    /// What we last left or found there; none until a first write has been seen to arrive.
    pub left: Option<Left>,
    /// A request that was about to be sent and whose outcome is not known.
    pub intent: Option<Intent>,
}

/// How a key came to be ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// We made it.
    Created,
    /// Somebody else made it, and we replaced it because the policy says so.
    Overwrote,
    /// Somebody else made it, and it already was as we want it. It is kept up to date but never
    /// deleted, until somebody takes it over: then its row becomes [`Origin::Overwrote`].
    Adopted,
}

/// What we last left at the destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Its version.
    pub etag: Etag,
    /// The keyed digest of its content.
    pub digest: Digest32,
}

/// A request that may or may not have had its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Intent {
    /// The digest of the content that was to be written; none for a delete.
    pub content: Option<Digest32>,
    /// Whether the request may still be under way: it has had no answer, and less time has passed
    /// since than the longest request takes.
    pub may_still_arrive: bool,
}

impl LedgerEntry {
    /// *Changed* means that the etag differs **and** the digest of the content differs: locking a
    /// key changes its etag, and so does a write of ours whose answer was lost.
    pub(crate) fn standing(
        &self,
        there: Option<&Observed>,
        digest: KeyedDigest<'_>,
    ) -> Standing<'static> {
        let Some(there) = there else {
            return match (&self.left, &self.intent) {
                (_, Some(Intent { content: None, .. })) => Standing::AsLeft(self.origin),
                (Some(_), _) => Standing::ChangedThere(self.origin),
                (None, _) => Standing::NotOurs,
            };
        };
        if self
            .left
            .as_ref()
            .is_some_and(|left| left.etag == there.etag)
        {
            return Standing::AsLeft(self.origin);
        }
        let now = Some(there.content.digest(digest));
        let left = self.left.as_ref().map(|left| left.digest);
        let intended = self.intent.and_then(|intent| intent.content);
        if now == left || now == intended {
            Standing::AsLeft(self.origin)
        } else if left.is_some() {
            Standing::ChangedThere(self.origin)
        } else {
            Standing::NotOurs
        }
    }

    /// Whether a look at an equal key teaches the ledger something.
    pub(crate) fn is_outdated_by(&self, there: &Observed) -> bool {
        let same_version = self
            .left
            .as_ref()
            .is_some_and(|left| left.etag == there.etag);
        !same_version || self.intent.is_some_and(|intent| !intent.may_still_arrive)
    }

    pub(crate) fn write_may_still_arrive(&self) -> bool {
        self.intent
            .is_some_and(|intent| intent.content.is_some() && intent.may_still_arrive)
    }
}

/// The rows of a deleted sync that a new sync of the same project, store and label owns again: those
/// whose key is still as the deleted sync left it.
#[must_use]
pub fn reclaim(
    released: &Ledger,
    observed: &BTreeMap<DestinationKey, Observed>,
    digest: KeyedDigest<'_>,
) -> Ledger {
    let still_matches = |key: &DestinationKey, entry: &LedgerEntry| {
        let there = observed.get(key);
        there.is_some() && matches!(entry.standing(there, digest), Standing::AsLeft(_))
    };
    released
        .iter()
        .filter(|(key, entry)| still_matches(key, entry))
        .map(|(key, entry)| (key.clone(), entry.clone()))
        .collect()
}
