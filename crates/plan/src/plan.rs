//! A plan: a step for every key that is wanted or ours, in the order they are applied, and whether
//! they may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use model::NameError;

use crate::content::Observed;
use crate::desired::Desired;
use crate::digest::{Digest32, KeyedDigest};
use crate::guard::{self, HeldReason};
use crate::key::DestinationKey;
use crate::ledger::Ledger;
use crate::one_key;
use crate::policy::Policy;
use crate::step::{Action, Step};

/// Everything a plan is made from: one sync, one look at its store and label.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// What should be there.
    pub desired: &'a Desired,
    /// What is there, under the sync's label only.
    pub observed: &'a BTreeMap<DestinationKey, Observed>,
    /// What this sync remembers.
    pub ledger: &'a Ledger,
    /// Keys that other syncs look after under the same label, with the sync's name.
    pub owners: &'a BTreeMap<DestinationKey, String>,
    /// The sync's label, empty for none; it counts towards a key's size.
    pub label: &'a str,
    /// What the sync may do.
    pub policy: Policy,
    /// The prefixes that the sync's connection is limited to; empty for any key.
    pub prefixes: &'a [String],
    /// The plan that somebody confirmed, if any.
    pub confirmed: Option<Fingerprint>,
    /// Makes digests of content and of the plan.
    pub digest: KeyedDigest<'a>,
}

/// What a sync will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    steps: Vec<Step>,
    verdict: Verdict,
    fingerprint: Fingerprint,
}

/// Whether a plan may be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// There is work, and it may be done.
    Ready,
    /// There is nothing to do.
    Nothing,
    /// Somebody must confirm this plan first.
    Held(HeldReason),
}

/// Names a plan by everything it would do. It is a keyed digest: no value can be guessed from it.
/// Its text form is 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(Digest32);

/// How many keys go which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Keys to be made.
    pub create: usize,
    /// Keys to be replaced.
    pub update: usize,
    /// Keys to be deleted.
    pub delete: usize,
    /// Keys found as wanted and taken into the ledger.
    pub adopt: usize,
    /// Keys that are as they should be, among them those the ledger learns a newer version of.
    pub unchanged: usize,
    /// Rows the ledger drops.
    pub forget: usize,
    /// Keys left alone as they should be.
    pub leave: usize,
    /// Keys with something in the way.
    pub skip: usize,
    /// Of all these, keys of ours that somebody changed or deleted.
    pub drift: usize,
}

/// Plans a sync.
#[must_use]
pub fn plan(inputs: &Inputs<'_>) -> Plan {
    let steps = steps(inputs);
    let held = guard::held(&steps, inputs.desired, inputs.ledger);
    Plan::assemble(steps, held, inputs.confirmed, inputs.digest)
}

/// Plans one key anew, for when its write met a version that the plan had not seen. None when the
/// key is neither wanted nor in the ledger any more.
#[must_use]
pub fn plan_key(inputs: &Inputs<'_>, key: &DestinationKey) -> Option<Step> {
    one_key::step(inputs, key)
}

/// Steps for the keys that are wanted or in the ledger; no other key is looked at. Deletes come
/// last, so that a renamed key has its new name before the old one goes.
pub(crate) fn steps(inputs: &Inputs<'_>) -> Vec<Step> {
    let keys: BTreeSet<_> = inputs.desired.keys().chain(inputs.ledger.keys()).collect();
    let mut steps: Vec<_> = keys
        .into_iter()
        .filter_map(|key| one_key::step(inputs, key))
        .collect();
    steps.sort_by_key(|step| match step.action {
        Action::Create(_) | Action::Update { .. } => 0,
        Action::Delete { .. } => 2,
        _ => 1,
    });
    steps
}

impl Plan {
    pub(crate) fn assemble(
        steps: Vec<Step>,
        held: Option<HeldReason>,
        confirmed: Option<Fingerprint>,
        digest: KeyedDigest<'_>,
    ) -> Self {
        let fingerprint = Fingerprint::of(&steps, digest);
        let verdict = match held {
            Some(reason) if confirmed != Some(fingerprint) => Verdict::Held(reason),
            _ if steps.iter().any(|step| step.action.is_work()) => Verdict::Ready,
            _ => Verdict::Nothing,
        };
        Self {
            steps,
            verdict,
            fingerprint,
        }
    }

    /// Every step, to look at: writes first, deletes last, by key within.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The steps, to apply.
    ///
    /// # Errors
    /// When the plan is held; nothing of it may be applied then.
    pub fn into_steps(self) -> Result<Vec<Step>, HeldReason> {
        match self.verdict {
            Verdict::Held(reason) => Err(reason),
            Verdict::Ready | Verdict::Nothing => Ok(self.steps),
        }
    }

    /// Whether it may be applied.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// What a confirmation must name to cover exactly this plan.
    #[must_use]
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Whether every key is as it should be once this is applied.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.steps.iter().all(|step| step.skipped().is_none())
    }

    /// How many requests it sends.
    #[must_use]
    pub fn requests(&self) -> usize {
        let sends = |step: &&Step| step.action.is_request();
        self.steps.iter().filter(sends).count()
    }

    /// How many keys go which way.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for step in &self.steps {
            let count = match step.action {
                Action::Create(_) => &mut summary.create,
                Action::Update { .. } => &mut summary.update,
                Action::Delete { .. } => &mut summary.delete,
                Action::Adopt(_) => &mut summary.adopt,
                Action::Settle(_) | Action::Unchanged => &mut summary.unchanged,
                Action::Forget => &mut summary.forget,
                Action::Leave => &mut summary.leave,
                Action::Skip => &mut summary.skip,
            };
            *count += 1;
            summary.drift += usize::from(step.is_drift());
        }
        summary
    }
}

impl Fingerprint {
    fn of(steps: &[Step], digest: KeyedDigest<'_>) -> Self {
        let mut parts = vec![b"plan".as_slice()];
        for Step { key, action, why } in steps {
            let (etag, content): (&str, &[u8]) = match action {
                Action::Create(write) => ("", write.digest.as_bytes()),
                Action::Update {
                    write, if_match, ..
                } => (if_match.as_str(), write.digest.as_bytes()),
                Action::Delete { if_match, .. } => (if_match.as_str(), &[]),
                Action::Adopt(seen) | Action::Settle(seen) => {
                    (seen.etag.as_str(), seen.digest.as_bytes())
                }
                Action::Forget | Action::Unchanged | Action::Leave | Action::Skip => ("", &[]),
            };
            let words = [key.as_str(), action.code(), why.code(), etag];
            parts.extend(words.map(str::as_bytes));
            parts.push(content);
        }
        Self(digest(&parts))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .as_bytes()
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Fingerprint {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let error = || NameError {
            what: "plan",
            problem: "is not the name of a plan".to_owned(),
            rule: "use the 64 hexadecimal digits that the plan was shown with",
        };
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(error());
        }
        let mut bytes = [0; 32];
        for (byte, start) in bytes.iter_mut().zip((0..).step_by(2)) {
            let pair = text.get(start..start + 2).ok_or_else(error)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| error())?;
        }
        Ok(Self(Digest32::from_bytes(bytes)))
    }
}
