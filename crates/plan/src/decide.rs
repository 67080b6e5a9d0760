//! The truth table: what happens to one key, from how it is wanted, how it looks there, and how
//! what is there stands to us. Names, sizes and locks are `one_key`'s.

use model::sync::Drift;

use crate::content::{Observed, Part};
use crate::desired::WantedValue;
use crate::ledger::Origin;
use crate::policy::{Deletion, Foreign, Policy};
use crate::step::{SkipReason, Why};

/// How a key is wanted.
#[derive(Clone)]
pub(crate) enum Wish<'a> {
    Wanted(&'a WantedValue),
    /// It is wanted, but cannot be written as it is. It is not deleted for it either.
    Blocked(SkipReason),
    /// It is not wanted, and has a ledger row.
    Gone {
        /// Whether a write that was begun may still arrive.
        awaited: bool,
    },
}

/// How the destination looks beside the wish. What is there and not wanted differs by its value.
#[derive(Clone, Copy)]
pub(crate) enum Sight<'a> {
    Absent,
    Equal(&'a Observed),
    Differs(&'a Observed, Part),
}

/// How what is at the destination stands to us.
#[derive(Clone, Copy)]
pub(crate) enum Standing<'a> {
    /// We never left anything there.
    NotOurs,
    /// It is as we left it; absent, when we deleted it.
    AsLeft(Origin),
    /// It is ours, but somebody changed it since; absent, when somebody deleted it.
    ChangedThere(Origin),
    /// Another sync, of this name, looks after the key.
    OtherSyncs(&'a str),
}

/// What to do, and with what.
#[derive(Clone, Copy)]
pub(crate) enum Act<'a> {
    Create(&'a WantedValue),
    /// Replace what was seen; the ledger row has this origin from now on.
    Update(&'a WantedValue, &'a Observed, Origin),
    Delete(&'a Observed),
    Adopt(&'a Observed),
    Keep(&'a Observed),
    Forget,
    Leave,
    Skip,
}

pub(crate) fn decide<'a>(
    wish: Wish<'a>,
    sight: Sight<'a>,
    standing: Standing<'_>,
    policy: Policy,
) -> (Act<'a>, Why) {
    use Sight::{Absent, Differs, Equal};
    use Standing::{AsLeft, ChangedThere, NotOurs, OtherSyncs};
    use Wish::{Blocked, Gone, Wanted};

    match (wish, sight, standing) {
        (Blocked(reason), _, _) => skip(reason),

        (Wanted(_), _, OtherSyncs(owner)) => skip(SkipReason::OtherSync {
            owner: owner.to_owned(),
        }),
        (Wanted(value), Absent, NotOurs | AsLeft(_)) => (Act::Create(value), Why::NewHere),
        (Wanted(value), Absent, ChangedThere(_)) => (Act::Create(value), Why::Vanished),
        (Wanted(_), Equal(there), NotOurs) => (Act::Adopt(there), Why::AlreadyEqual),
        (Wanted(_), Equal(there), AsLeft(_) | ChangedThere(_)) => (Act::Keep(there), Why::Same),
        (Wanted(value), Differs(there, part), AsLeft(origin)) => {
            (Act::Update(value, there, origin), changed(part))
        }
        (Wanted(value), Differs(there, _), ChangedThere(origin)) => match policy.drift {
            Drift::Overwrite => (Act::Update(value, there, origin), Why::Drifted),
            Drift::Keep => skip(SkipReason::DriftKept),
        },
        (Wanted(value), Differs(there, _), NotOurs) => match policy.foreign {
            Foreign::Overwrite => {
                let origin = Origin::Overwrote;
                (Act::Update(value, there, origin), Why::ForeignOverwritten)
            }
            Foreign::Skip => skip(SkipReason::Foreign),
        },

        (Gone { .. }, _, OtherSyncs(_)) => (Act::Forget, Why::OtherSyncsNow),
        (Gone { awaited: true }, Absent, _) | (Gone { awaited: true }, _, NotOurs) => {
            (Act::Leave, Why::MayStillArrive)
        }
        (Gone { .. }, Absent, _) => (Act::Forget, Why::GoneOnBothSides),
        (Gone { .. }, _, NotOurs) => (Act::Forget, Why::NeverArrived),
        (Gone { .. }, _, AsLeft(Origin::Adopted) | ChangedThere(Origin::Adopted)) => {
            (Act::Forget, Why::AdoptedStays)
        }
        (Gone { .. }, _, _) if policy.deletion == Deletion::Never => (Act::Leave, Why::DeletionOff),
        (Gone { .. }, Equal(there) | Differs(there, _), AsLeft(_)) => {
            (Act::Delete(there), Why::GoneHere)
        }
        (Gone { .. }, Equal(there) | Differs(there, _), ChangedThere(_)) => match policy.drift {
            Drift::Overwrite => (Act::Delete(there), Why::Drifted),
            Drift::Keep => skip(SkipReason::DriftKept),
        },
    }
}

const fn changed(part: Part) -> Why {
    match part {
        Part::Value => Why::ValueChanged,
        Part::ContentType => Why::ContentTypeChanged,
        Part::Tags => Why::TagsChanged,
    }
}

const fn skip<'a>(reason: SkipReason) -> (Act<'a>, Why) {
    (Act::Skip, Why::Skipped(reason))
}
