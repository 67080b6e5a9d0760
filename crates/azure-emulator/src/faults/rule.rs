//! A fault rule: what happens, to which requests, to how many of them.

use serde::{Deserialize, Serialize};

use super::Passing;
use crate::traffic::Kind;

/// A fault to inflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The answer takes this much longer: half before the effect and half behind it, or all of
    /// it behind when the moment is [`Moment::After`]. A client can so be killed between Azure's
    /// effect and its own.
    Latency {
        /// Milliseconds.
        ms: u64,
    },
    /// 401.
    Unauthorized,
    /// 403, empty.
    Forbidden,
    /// 409, the key is locked.
    Locked,
    /// 412, empty.
    PreconditionFailed,
    /// 429 with or without the time to wait.
    Throttled {
        /// Milliseconds for `retry-after-ms`; `None` leaves the header out.
        #[serde(default)]
        retry_after_ms: Option<u64>,
    },
    /// 500.
    ServerError,
    /// 503.
    Unavailable,
    /// Any status, empty: 404 and 410 are what a managed identity's endpoint may say while it
    /// starts.
    Status {
        /// The status; what HTTP does not know becomes 500.
        status: u16,
    },
    /// The connection is reset, without an answer.
    Reset,
    /// The answer's JSON ends in the middle.
    TruncatedBody,
    /// Entra ID refuses with this AADSTS code. The sign-in page sends it back to the app,
    /// or shows it where Microsoft's does.
    Aadsts {
        /// The code, such as 50173.
        code: u32,
    },
}

/// When a fault happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Instead of the request's effect.
    Before,
    /// The effect takes place, only the answer suffers.
    After,
}

/// Which requests a rule is about: all that agree with every member given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Matcher {
    /// The kind.
    pub kind: Option<Kind>,
    /// The method, such as `PUT`.
    pub method: Option<String>,
    /// How the path begins, as on the wire.
    pub path_prefix: Option<String>,
    /// The store.
    pub store: Option<String>,
}

/// How many of the matching requests suffer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Trigger {
    /// Every one.
    #[default]
    Always,
    /// Only the n-th, counted from 1 since the rule was set.
    Nth(u64),
    /// The first n.
    First(u64),
    /// Every n-th.
    Every(u64),
    /// Each with this probability.
    Rate {
        /// From 0 to 1.
        probability: f64,
        /// Makes the choice repeatable.
        seed: u64,
    },
}

/// A fault, whom it hits and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// What happens.
    pub fault: Fault,
    /// To which requests.
    #[serde(default)]
    pub on: Matcher,
    /// To how many of them.
    #[serde(default)]
    pub trigger: Trigger,
    /// Instead of the effect or behind it. A truncated body always comes after.
    #[serde(default = "before")]
    pub moment: Moment,
}

fn before() -> Moment {
    Moment::Before
}

impl FaultRule {
    /// The fault for every request, before its effect.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        Self {
            fault,
            on: Matcher::default(),
            trigger: Trigger::Always,
            moment: Moment::Before,
        }
    }

    /// Only for requests of this kind.
    #[must_use]
    pub fn on(mut self, kind: Kind) -> Self {
        self.on.kind = Some(kind);
        self
    }

    /// Only for so many.
    #[must_use]
    pub fn trigger(mut self, trigger: Trigger) -> Self {
        self.trigger = trigger;
        self
    }

    /// Behind the effect.
    #[must_use]
    pub fn after_effect(mut self) -> Self {
        self.moment = Moment::After;
        self
    }

    pub(super) fn happens(&self) -> Moment {
        if self.fault == Fault::TruncatedBody {
            Moment::After
        } else {
            self.moment
        }
    }
}

impl Matcher {
    pub(super) fn covers(&self, passing: &Passing<'_>) -> bool {
        self.kind.is_none_or(|kind| kind == passing.kind)
            && self
                .method
                .as_ref()
                .is_none_or(|method| method.eq_ignore_ascii_case(passing.method))
            && self
                .path_prefix
                .as_ref()
                .is_none_or(|prefix| passing.path.starts_with(prefix))
            && self
                .store
                .as_ref()
                .is_none_or(|store| passing.store == Some(store))
    }
}

impl Trigger {
    /// Whether the `seen`-th matching request suffers.
    pub(super) fn pulls(self, seen: u64, random: &mut u64) -> bool {
        match self {
            Self::Always => true,
            Self::Nth(n) => seen == n,
            Self::First(n) => seen <= n,
            Self::Every(n) => n > 0 && seen.is_multiple_of(n),
            Self::Rate { probability, .. } => next_fraction(random) < probability,
        }
    }
}

/// The next number from 0 to 1 of the `SplitMix64` sequence.
#[expect(clippy::cast_precision_loss, reason = "32 bits fit a double exactly")]
fn next_fraction(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((mixed ^ (mixed >> 31)) >> 32) as f64 / (1_u64 << 32) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(trigger: Trigger, of: u64) -> Vec<u64> {
        let mut random = match trigger {
            Trigger::Rate { seed, .. } => seed,
            _ => 0,
        };
        (1..=of)
            .filter(|seen| trigger.pulls(*seen, &mut random))
            .collect()
    }

    #[test]
    fn triggers_pull_on_the_requests_they_name() {
        assert_eq!(hits(Trigger::Always, 3), [1, 2, 3]);
        assert_eq!(hits(Trigger::Nth(2), 5), [2]);
        assert_eq!(hits(Trigger::First(2), 5), [1, 2]);
        assert_eq!(hits(Trigger::Every(3), 10), [3, 6, 9]);
    }

    #[test]
    fn a_rate_is_repeatable_and_about_right() {
        let rate = Trigger::Rate {
            probability: 0.1,
            seed: 42,
        };
        let first = hits(rate, 10_000);
        assert_eq!(first, hits(rate, 10_000));
        assert!((900..1100).contains(&first.len()), "{}", first.len());
        assert_ne!(
            first,
            hits(
                Trigger::Rate {
                    probability: 0.1,
                    seed: 43
                },
                10_000
            )
        );
    }
}
