//! Taking a sync's keys away again: what it wrote is deleted, everything else stays.

use std::collections::BTreeMap;

use model::sync::Drift;

use crate::content::Observed;
use crate::desired::Desired;
use crate::digest::KeyedDigest;
use crate::key::DestinationKey;
use crate::ledger::Ledger;
use crate::plan::{Inputs, Plan, steps};
use crate::policy::{Deletion, Foreign, Policy};

/// What a removal is made from.
#[derive(Clone, Copy)]
pub struct Removal<'a> {
    /// What is there, under the sync's label only.
    pub observed: &'a BTreeMap<DestinationKey, Observed>,
    /// What this sync remembers.
    pub ledger: &'a Ledger,
    /// Keys that other syncs look after under the same label, with the sync's name.
    pub owners: &'a BTreeMap<DestinationKey, String>,
    /// What happens to keys that somebody changed there.
    pub drift: Drift,
    /// The prefixes that the sync's connection is limited to; empty for any key.
    pub prefixes: &'a [String],
    /// Makes digests of content and of the plan.
    pub digest: KeyedDigest<'a>,
}

/// Plans the removal of everything that is ours. Somebody has asked for exactly this, so the guard
/// does not ask again.
#[must_use]
pub fn remove(removal: &Removal<'_>) -> Plan {
    let inputs = Inputs {
        desired: &Desired::default(),
        observed: removal.observed,
        ledger: removal.ledger,
        owners: removal.owners,
        label: "",
        policy: Policy {
            foreign: Foreign::Skip,
            drift: removal.drift,
            deletion: Deletion::OursOnly,
        },
        prefixes: removal.prefixes,
        confirmed: None,
        digest: removal.digest,
    };
    Plan::assemble(steps(&inputs), None, None, removal.digest)
}
