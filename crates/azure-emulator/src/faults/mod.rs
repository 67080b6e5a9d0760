//! Faults on demand: which request suffers what, and which did.

mod answer;
mod rule;

use serde::Serialize;

pub(crate) use self::answer::{answer, truncate};
pub use self::rule::{Fault, FaultRule, Matcher, Moment, Trigger};
use crate::traffic::Kind;

/// The rules set, and what they did. Rules are numbered from 1 and never share a number.
#[derive(Debug, Default)]
pub(crate) struct FaultBook {
    rules: Vec<Armed>,
    fired: Vec<Fired>,
    last_id: u64,
}

#[derive(Debug)]
struct Armed {
    id: u64,
    rule: FaultRule,
    seen: u64,
    random: u64,
}

/// A fault that was inflicted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fired {
    /// The rule's number.
    pub rule: u64,
    /// What it inflicted.
    pub fault: Fault,
    /// Which of the requests that the rule matches it was, counted from 1.
    pub occurrence: u64,
    /// What the request was about.
    pub kind: Kind,
    /// Its method.
    pub method: String,
    /// Its path.
    pub path: String,
}

/// A request as rules see it.
pub(crate) struct Passing<'a> {
    pub(crate) kind: Kind,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) store: Option<&'a str>,
}

/// What a request is to suffer.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    pub(crate) rules: Vec<u64>,
    pub(crate) latency_ms: u64,
    /// Passes behind the effect, whole.
    pub(crate) after_latency_ms: u64,
    pub(crate) before: Option<Fault>,
    pub(crate) after: Option<Fault>,
}

impl FaultBook {
    /// Adds a rule and gives its number.
    pub(crate) fn add(&mut self, rule: FaultRule) -> u64 {
        self.last_id += 1;
        let random = match rule.trigger {
            Trigger::Rate { seed, .. } => seed,
            _ => 0,
        };
        self.rules.push(Armed {
            id: self.last_id,
            rule,
            seen: 0,
            random,
        });
        self.last_id
    }

    /// Takes all rules away. What fired stays listed.
    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// Forgets what fired.
    pub(crate) fn clear_fired(&mut self) {
        self.fired.clear();
    }

    pub(crate) fn rules(&self) -> Vec<(u64, FaultRule)> {
        self.rules
            .iter()
            .map(|armed| (armed.id, armed.rule.clone()))
            .collect()
    }

    pub(crate) fn fired(&self) -> Vec<Fired> {
        self.fired.clone()
    }

    /// Judges a request. Latencies add up; of other faults the first of each moment counts.
    pub(crate) fn judge(&mut self, passing: &Passing<'_>) -> Sentence {
        let mut sentence = Sentence::default();
        for armed in &mut self.rules {
            if !armed.rule.on.covers(passing) {
                continue;
            }
            armed.seen += 1;
            if !armed.rule.trigger.pulls(armed.seen, &mut armed.random) {
                continue;
            }
            let place = match (armed.rule.fault, armed.rule.happens()) {
                (Fault::Latency { ms }, Moment::Before) => {
                    sentence.latency_ms += ms;
                    None
                }
                (Fault::Latency { ms }, Moment::After) => {
                    sentence.after_latency_ms += ms;
                    None
                }
                (_, Moment::Before) => Some(&mut sentence.before),
                (_, Moment::After) => Some(&mut sentence.after),
            };
            if let Some(place) = place {
                if place.is_some() {
                    continue;
                }
                *place = Some(armed.rule.fault);
            }
            sentence.rules.push(armed.id);
            self.fired.push(Fired {
                rule: armed.id,
                fault: armed.rule.fault,
                occurrence: armed.seen,
                kind: passing.kind,
                method: passing.method.to_owned(),
                path: passing.path.to_owned(),
            });
        }
        sentence
    }
}
