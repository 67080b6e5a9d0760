//! The guard: stops a plan that takes away more than anybody is likely to have meant.

use crate::desired::Desired;
use crate::ledger::Ledger;
use crate::step::{Action, Step, Why};

/// Why a plan waits for somebody to confirm it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldReason {
    /// The source has no key left, and the plan would let go of keys that are still there.
    SourceEmpty {
        /// How many keys are ours.
        ours: usize,
    },
    /// The plan deletes more keys than [`allowed_deletes`].
    ManyDeletes {
        /// How many it deletes.
        deletes: usize,
        /// How many would pass.
        allowed: usize,
        /// How many keys are ours.
        ours: usize,
    },
}

/// How many deletes pass unasked when so many keys are ours: 20 %, but 2 always and never more
/// than 50.
#[must_use]
pub const fn allowed_deletes(ours: usize) -> usize {
    match ours / 5 {
        0..=2 => 2,
        fifth @ 3..=50 => fifth,
        _ => 50,
    }
}

pub(crate) fn held(steps: &[Step], desired: &Desired, ledger: &Ledger) -> Option<HeldReason> {
    let ours = ledger.values().filter(|entry| entry.left.is_some()).count();
    let is_delete = |step: &&Step| matches!(step.action, Action::Delete { .. });
    let deletes = steps.iter().filter(is_delete).count();
    let lets_go = deletes > 0 || steps.iter().any(|step| step.why == Why::AdoptedStays);
    let allowed = allowed_deletes(ours);
    if desired.is_empty() && lets_go {
        Some(HeldReason::SourceEmpty { ours })
    } else if deletes > allowed {
        Some(HeldReason::ManyDeletes {
            deletes,
            allowed,
            ours,
        })
    } else {
        None
    }
}
