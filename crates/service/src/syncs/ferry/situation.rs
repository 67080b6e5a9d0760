//! Everything a plan of one sync is made from, held together so that it can be planned as a whole
//! and, where a key moved meanwhile, key by key.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::sync::SyncOptions;
use plan::{
    Desired, DestinationKey, Digest32, Fingerprint, Inputs, Ledger, Observed, Plan, Policy, Step,
};
use seal::DigestKey;
use store::syncs::SecretSync;

use super::source::Source;
use crate::connections::Reach;

pub(in crate::syncs) struct Situation {
    pub(in crate::syncs) desired: Desired,
    pub(in crate::syncs) observed: BTreeMap<DestinationKey, Observed>,
    pub(in crate::syncs) ledger: Ledger,
    owners: BTreeMap<DestinationKey, String>,
    label: String,
    policy: Policy,
    reach: Reach,
    confirmed: Option<Fingerprint>,
    key: Arc<DigestKey>,
    digest: Digest32,
}

impl Situation {
    /// Without what was observed, which is looked at last.
    pub(in crate::syncs) fn new(
        sync: &SecretSync,
        options: &SyncOptions,
        source: Source,
        ledger: Ledger,
        owners: BTreeMap<DestinationKey, String>,
        reach: Reach,
        key: Arc<DigestKey>,
    ) -> Self {
        let digest = inputs_digest(options, &source, &owners, &reach, &key);
        Self {
            desired: source.desired,
            observed: BTreeMap::new(),
            ledger,
            owners,
            label: sync.destination.label.clone(),
            policy: Policy::from(options),
            reach,
            confirmed: sync
                .confirmed_plan
                .as_deref()
                .and_then(|text| text.parse().ok()),
            key,
            digest,
        }
    }

    pub(in crate::syncs) fn plan(&self) -> Plan {
        self.with_inputs(plan::plan)
    }

    pub(super) fn plan_key(&self, key: &DestinationKey) -> Option<Step> {
        self.with_inputs(|inputs| plan::plan_key(inputs, key))
    }

    /// The keys of a deleted sync's rows that are still as it left them, within reach.
    pub(super) fn reclaimable(&self, released: &Ledger) -> Ledger {
        let mut again = plan::reclaim(released, &self.observed, &|parts| {
            digest_of(&self.key, parts)
        });
        again.retain(|key, _| key.is_within(self.reach.prefixes()));
        again
    }

    /// Names everything but what is observed and what the ledger holds. While it stays the same and
    /// the ledger was not written, an unchanged destination leaves nothing to do.
    pub(super) fn inputs_digest(&self) -> &Digest32 {
        &self.digest
    }

    fn with_inputs<T>(&self, ask: impl FnOnce(&Inputs<'_>) -> T) -> T {
        ask(&Inputs {
            desired: &self.desired,
            observed: &self.observed,
            ledger: &self.ledger,
            owners: &self.owners,
            label: &self.label,
            policy: self.policy,
            prefixes: self.reach.prefixes(),
            confirmed: self.confirmed,
            digest: &|parts| digest_of(&self.key, parts),
        })
    }
}

/// A digest under the project's key.
pub(in crate::syncs) fn digest_of(key: &DigestKey, parts: &[&[u8]]) -> Digest32 {
    Digest32::from_bytes(*key.digest("sync", parts).as_bytes())
}

fn inputs_digest(
    options: &SyncOptions,
    source: &Source,
    owners: &BTreeMap<DestinationKey, String>,
    reach: &Reach,
    key: &DigestKey,
) -> Digest32 {
    let deletion = if options.keep_deleted {
        "keep"
    } else {
        "delete"
    };
    let mut parts = vec![
        source.digest.as_bytes().as_slice(),
        options.initial.as_str().as_bytes(),
        options.drift.as_str().as_bytes(),
        deletion.as_bytes(),
    ];
    let prefixes = reach.prefixes().join("\n");
    parts.push(prefixes.as_bytes());
    for (key, owner) in owners {
        parts.extend([key.as_str().as_bytes(), owner.as_bytes()]);
    }
    digest_of(key, &parts)
}
