//! What happens to one key: gathers its case, asks the truth table, and fills the answer in with
//! what is sent. A write or delete that the destination would refuse is stopped here, and named.

use crate::content::{MAX_KEY_VALUE_BYTES, Observed, Part, is_feature_flag_type};
use crate::decide::{Act, Sight, Standing, Wish, decide};
use crate::desired::{Asked, WantedValue};
use crate::key::DestinationKey;
use crate::ledger::{LedgerEntry, Left, Origin};
use crate::plan::Inputs;
use crate::step::{Action, SkipReason, Step, Why, Write};

/// The step for a key; none for one that is neither wanted nor in the ledger.
pub(crate) fn step(inputs: &Inputs<'_>, key: &DestinationKey) -> Option<Step> {
    let case = Case {
        inputs,
        key,
        there: inputs.observed.get(key),
        entry: inputs.ledger.get(key),
    };
    let (action, why) = case.decide()?;
    Some(Step {
        key: key.clone(),
        action,
        why,
    })
}

struct Case<'a> {
    inputs: &'a Inputs<'a>,
    key: &'a DestinationKey,
    there: Option<&'a Observed>,
    entry: Option<&'a LedgerEntry>,
}

impl<'a> Case<'a> {
    fn decide(&self) -> Option<(Action, Why)> {
        let wish = self.wish()?;
        if matches!(wish, Wish::Gone { .. }) && self.is_feature_flag_there() {
            return Some((Action::Forget, Why::FeatureFlagNow));
        }
        let sight = self.sight(&wish);
        let standing = self.standing();
        let (act, why) = decide(wish, sight, standing, self.inputs.policy);
        Some(match self.refusal(act) {
            Some(reason) => (Action::Skip, Why::Skipped(reason)),
            None => self.fill_in(act, why, standing),
        })
    }

    fn wish(&self) -> Option<Wish<'a>> {
        let asked = self.inputs.desired.get(self.key);
        if !matches!(asked, Asked::Nothing) && self.is_outside_limits() {
            return Some(Wish::Blocked(SkipReason::OutsideLimits));
        }
        Some(match asked {
            Asked::Value(value) => match self.impossible(value) {
                Some(reason) => Wish::Blocked(reason),
                None => Wish::Wanted(value),
            },
            Asked::Unresolved(reference) => Wish::Blocked(SkipReason::Unresolved {
                reference: reference.to_owned(),
            }),
            Asked::Twice(sources) => Wish::Blocked(SkipReason::NameCollision {
                sources: sources.to_vec(),
            }),
            Asked::Nothing => Wish::Gone {
                awaited: self.entry?.write_may_still_arrive(),
            },
        })
    }

    fn sight(&self, wish: &Wish<'_>) -> Sight<'a> {
        let Some(there) = self.there else {
            return Sight::Absent;
        };
        let difference = match wish {
            Wish::Wanted(value) => value.difference(&there.content),
            Wish::Blocked(_) | Wish::Gone { .. } => Some(Part::Value),
        };
        difference.map_or(Sight::Equal(there), |part| Sight::Differs(there, part))
    }

    fn standing(&self) -> Standing<'a> {
        if let Some(owner) = self.inputs.owners.get(self.key) {
            Standing::OtherSyncs(owner)
        } else if let Some(entry) = self.entry {
            entry.standing(self.there, self.inputs.digest)
        } else {
            Standing::NotOurs
        }
    }

    /// What no write can do, whatever stands there.
    fn impossible(&self, value: &WantedValue) -> Option<SkipReason> {
        if let Some(problem) = self.key.problem() {
            return Some(SkipReason::ImpossibleName(problem));
        }
        let wanted_type = value.content_type.as_deref().unwrap_or_default();
        let is_feature_flag = self.key.is_feature_flag()
            || is_feature_flag_type(wanted_type)
            || self.is_feature_flag_there();
        is_feature_flag.then_some(SkipReason::FeatureFlag)
    }

    /// Whether the connection is not for keys of this name. What is ours there from earlier may be
    /// forgotten, but not deleted.
    fn is_outside_limits(&self) -> bool {
        !self.key.is_within(self.inputs.prefixes)
    }

    fn is_feature_flag_there(&self) -> bool {
        self.there
            .is_some_and(|there| self.key.is_feature_flag() || there.content.is_feature_flag())
    }

    /// What the destination would not take, or what a write would break there.
    fn refusal(&self, act: Act<'_>) -> Option<SkipReason> {
        let (value, there) = match act {
            Act::Create(value) => (Some(value), None),
            Act::Update(value, there, _) => (Some(value), Some(there)),
            Act::Delete(there) => (None, Some(there)),
            Act::Adopt(_) | Act::Keep(_) | Act::Forget | Act::Leave | Act::Skip => return None,
        };
        if self.is_outside_limits() {
            return Some(SkipReason::OutsideLimits);
        }
        if let Some(value) = value {
            let content = value.completed_by(there.map(|there| &there.content));
            if value.content_type.is_none() && content.is_key_vault_reference() {
                return Some(SkipReason::KeyVaultReference);
            }
            let bytes = content.bytes_under(self.key, self.inputs.label);
            if bytes > MAX_KEY_VALUE_BYTES {
                return Some(SkipReason::TooLarge { bytes });
            }
        }
        there
            .is_some_and(|there| there.locked)
            .then_some(SkipReason::Locked)
    }

    fn fill_in(&self, act: Act<'_>, why: Why, standing: Standing<'_>) -> (Action, Why) {
        let seen = |there: &Observed| Left {
            etag: there.etag.clone(),
            digest: there.content.digest(self.inputs.digest),
        };
        let is_news = |there| self.entry.is_some_and(|entry| entry.is_outdated_by(there));
        let recognised = |there| {
            let is_as_left = matches!(standing, Standing::AsLeft(_));
            (is_as_left && is_news(there)).then(|| seen(there))
        };
        let action = match act {
            Act::Create(value) => Action::Create(self.write(value, None, Origin::Created)),
            Act::Update(value, there, origin) => Action::Update {
                write: self.write(value, Some(there), origin),
                if_match: there.etag.clone(),
                recognised: recognised(there),
            },
            Act::Delete(there) => Action::Delete {
                if_match: there.etag.clone(),
                recognised: recognised(there),
            },
            Act::Adopt(there) => Action::Adopt(seen(there)),
            Act::Keep(there) if is_news(there) => {
                return (Action::Settle(seen(there)), Why::Recognised);
            }
            Act::Keep(_) => Action::Unchanged,
            Act::Forget => Action::Forget,
            Act::Leave => Action::Leave,
            Act::Skip => Action::Skip,
        };
        (action, why)
    }

    fn write(&self, value: &WantedValue, there: Option<&Observed>, origin: Origin) -> Write {
        let content = value.completed_by(there.map(|there| &there.content));
        Write {
            digest: content.digest(self.inputs.digest),
            content,
            origin,
        }
    }
}
