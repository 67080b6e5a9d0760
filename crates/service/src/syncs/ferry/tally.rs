//! What a run did, key by key, as it will be written down. Never a value.

use model::{Cause, Diagnosis};
use plan::{DestinationKey, NameProblem, SkipReason, Step, Why};
use store::runs::{RunCounts, RunItem};

use crate::Error;
use crate::connections::destination::{Fault, Traffic};
use crate::syncs::runs::Reason;
use crate::syncs::view;

/// What a run did so far.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) counts: RunCounts,
    items: Vec<Item>,
    /// Whether a key is not as it should be.
    pub(super) partial: bool,
    /// Whether a key failed that may not fail the next time.
    pub(super) heals: bool,
    /// Whether a write may have happened, or may still, that the ledger does not know of.
    pub(super) uncertain: bool,
}

struct Item {
    key: DestinationKey,
    action: &'static str,
    reason: Reason,
    diagnosis: Option<Diagnosis>,
}

impl Tally {
    /// What went to the store during the run.
    pub(super) fn sent(&mut self, before: Traffic, after: Traffic) {
        self.counts.requests = after.requests.saturating_sub(before.requests);
        self.counts.throttled = after.throttled.saturating_sub(before.throttled);
    }

    /// Keys that a cheap look found as they should be.
    pub(super) fn unchanged(&mut self, keys: usize) {
        self.counts.unchanged += u64::try_from(keys).unwrap_or(u64::MAX);
    }

    /// A request that took effect.
    pub(super) fn done(&mut self, step: &Step) {
        let count = match step.action {
            plan::Action::Create(_) => &mut self.counts.created,
            plan::Action::Delete { .. } => &mut self.counts.deleted,
            _ => &mut self.counts.updated,
        };
        *count += 1;
        self.name(&step.key, step.action.code(), reason(&step.why), None);
    }

    /// A step that takes no request.
    pub(super) fn noted(&mut self, step: &Step) {
        match &step.action {
            plan::Action::Adopt(_) => {
                self.counts.adopted += 1;
                self.name(&step.key, step.action.code(), reason(&step.why), None);
            }
            plan::Action::Settle(_) | plan::Action::Unchanged => self.counts.unchanged += 1,
            plan::Action::Leave => self.uncertain |= step.why == Why::MayStillArrive,
            _ => {}
        }
        if let Some(skipped) = step.skipped() {
            self.counts.skipped += 1;
            // Keeping what somebody changed there is what the sync was asked to do.
            self.partial |= *skipped != SkipReason::DriftKept;
            self.name(&step.key, step.action.code(), reason(&step.why), None);
        }
    }

    /// A key that turned out to be locked when it was written.
    pub(super) fn locked(&mut self, key: &DestinationKey, fault: Fault) {
        self.counts.skipped += 1;
        self.partial = true;
        let locked = Why::Skipped(SkipReason::Locked);
        self.name(key, "skip", reason(&locked), Some(fault.diagnosis));
    }

    /// A request that failed.
    pub(super) fn failed(&mut self, key: &DestinationKey, fault: Fault) {
        self.counts.failed += 1;
        self.partial = true;
        self.heals |= fault.class.heals();
        let word = fault.diagnosis.cause.to_string();
        self.name(
            key,
            "fail",
            Reason { word, detail: None },
            Some(fault.diagnosis),
        );
    }

    /// A key that moved again after it had been looked at again.
    pub(super) fn changed_meanwhile(&mut self, key: &DestinationKey) {
        self.counts.failed += 1;
        self.partial = true;
        self.heals = true;
        let diagnosis = Diagnosis::new(Cause::ChangedMeanwhile).with("key", key.as_str());
        let word = diagnosis.cause.to_string();
        self.name(key, "fail", Reason { word, detail: None }, Some(diagnosis));
    }

    pub(super) fn into_items(self) -> Result<Vec<RunItem>, Error> {
        (0..)
            .zip(self.items)
            .map(|(position, item)| item.stored(position))
            .collect()
    }

    fn name(
        &mut self,
        key: &DestinationKey,
        action: &'static str,
        reason: Reason,
        diagnosis: Option<Diagnosis>,
    ) {
        self.items.push(Item {
            key: key.clone(),
            action,
            reason,
            diagnosis,
        });
    }
}

impl Item {
    fn stored(self, position: i64) -> Result<RunItem, Error> {
        Ok(RunItem {
            position,
            key: self.key.to_string(),
            action: self.action.to_owned(),
            reason: serde_json::to_string(&self.reason)
                .map_err(|error| Error::Internal(error.to_string()))?,
            diagnosis: self.diagnosis.as_ref().map(view::stored).transpose()?,
        })
    }
}

fn reason(why: &Why) -> Reason {
    let detail = match why {
        Why::Skipped(reason) => detail(reason),
        _ => None,
    };
    Reason {
        word: why.code().to_owned(),
        detail,
    }
}

fn detail(reason: &SkipReason) -> Option<String> {
    match reason {
        SkipReason::NameCollision { sources } => Some(sources.join(", ")),
        SkipReason::ImpossibleName(problem) => Some(name_problem(*problem).to_owned()),
        SkipReason::OtherSync { owner } => Some(owner.clone()),
        SkipReason::TooLarge { bytes } => Some(bytes.to_string()),
        // The text of a reference is part of a value.
        SkipReason::Unresolved { .. }
        | SkipReason::FeatureFlag
        | SkipReason::Foreign
        | SkipReason::DriftKept
        | SkipReason::KeyVaultReference
        | SkipReason::Locked
        | SkipReason::OutsideLimits => None,
    }
}

fn name_problem(problem: NameProblem) -> &'static str {
    match problem {
        NameProblem::Empty => "it is empty",
        NameProblem::Dots => "it is `.` or `..`",
        NameProblem::Percent => "it contains `%`",
        NameProblem::ControlCharacter => "it contains a control character",
    }
}
