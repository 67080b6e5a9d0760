//! A sync and its store, built up in words; and a destination that takes a plan as Azure App
//! Configuration would.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use model::SecretValue;
use model::sync::Drift;
use plan::{
    Action, Content, Deletion, Desired, DestinationKey, Digest32, Etag, Fingerprint, Foreign,
    Inputs, Ledger, LedgerEntry, Left, Observed, Origin, Plan, Policy, Step, Wanted, WantedValue,
    plan,
};

#[derive(Debug, Clone)]
pub(crate) struct Scene {
    pub(crate) desired: Desired,
    /// The values in `desired`, for tests that ask what became of them.
    pub(crate) values: BTreeMap<DestinationKey, WantedValue>,
    pub(crate) observed: BTreeMap<DestinationKey, Observed>,
    pub(crate) ledger: Ledger,
    pub(crate) owners: BTreeMap<DestinationKey, String>,
    pub(crate) label: &'static str,
    pub(crate) policy: Policy,
    pub(crate) prefixes: Vec<String>,
    pub(crate) confirmed: Option<Fingerprint>,
}

pub(crate) fn key(name: &str) -> DestinationKey {
    DestinationKey::new(name)
}

pub(crate) fn secret(text: &str) -> SecretValue {
    SecretValue::new(text.to_owned()).unwrap()
}

pub(crate) fn content(value: &str) -> Content {
    Content {
        value: secret(value),
        content_type: None,
        tags: BTreeMap::new(),
    }
}

pub(crate) fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(own).collect()
}

/// Stands in for the HMAC of the caller: distinct parts have distinct digests.
pub(crate) fn digest(parts: &[&[u8]]) -> Digest32 {
    let mut bytes = [0; 32];
    for (salt, chunk) in bytes.chunks_exact_mut(8).enumerate() {
        let mut hasher = DefaultHasher::new();
        (salt, parts).hash(&mut hasher);
        chunk.copy_from_slice(&hasher.finish().to_be_bytes());
    }
    Digest32::from_bytes(bytes)
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self {
            desired: Desired::default(),
            values: BTreeMap::new(),
            observed: BTreeMap::new(),
            ledger: Ledger::new(),
            owners: BTreeMap::new(),
            label: "",
            policy: Policy {
                foreign: Foreign::Overwrite,
                drift: Drift::Overwrite,
                deletion: Deletion::OursOnly,
            },
            prefixes: Vec::new(),
            confirmed: None,
        }
    }

    pub(crate) fn wants(self, name: &str, value: &str) -> Self {
        self.wants_exactly(name, WantedValue::plain(secret(value)))
    }

    pub(crate) fn wants_exactly(mut self, name: &str, value: WantedValue) -> Self {
        self.values.insert(key(name), value.clone());
        self.desired.add(key(name), name, Wanted::Value(value));
        self
    }

    pub(crate) fn wants_unresolved(mut self, name: &str, reference: &str) -> Self {
        let reference = reference.to_owned();
        let wanted = Wanted::Unresolved { reference };
        self.desired.add(key(name), name, wanted);
        self
    }

    pub(crate) fn sees(self, name: &str, value: &str) -> Self {
        self.sees_exactly(name, content(value))
    }

    /// The etag of what is seen first is `"1"`.
    pub(crate) fn sees_exactly(mut self, name: &str, content: Content) -> Self {
        let observed = Observed {
            content,
            etag: Etag::new("1"),
            locked: false,
        };
        self.observed.insert(key(name), observed);
        self
    }

    pub(crate) fn locked(mut self, name: &str) -> Self {
        self.observed.get_mut(&key(name)).unwrap().locked = true;
        self
    }

    /// What is seen is as the sync left it.
    pub(crate) fn left_so(mut self, name: &str, origin: Origin) -> Self {
        let there = &self.observed[&key(name)];
        let left = Left {
            etag: there.etag.clone(),
            digest: there.content.digest(&digest),
        };
        self.ledger.insert(key(name), row(origin, left));
        self
    }

    /// The sync left something else than what is seen.
    pub(crate) fn left(mut self, name: &str, origin: Origin, value: &str) -> Self {
        let left = Left {
            etag: Etag::new("0"),
            digest: content(value).digest(&digest),
        };
        self.ledger.insert(key(name), row(origin, left));
        self
    }

    pub(crate) fn owned_by(mut self, name: &str, owner: &str) -> Self {
        self.owners.insert(key(name), owner.to_owned());
        self
    }

    /// The sync's connection is for keys that begin so.
    pub(crate) fn limited_to(mut self, prefix: &str) -> Self {
        self.prefixes.push(prefix.to_owned());
        self
    }

    pub(crate) fn inputs(&self) -> Inputs<'_> {
        Inputs {
            desired: &self.desired,
            observed: &self.observed,
            ledger: &self.ledger,
            owners: &self.owners,
            label: self.label,
            policy: self.policy,
            prefixes: &self.prefixes,
            confirmed: self.confirmed,
            digest: &digest,
        }
    }

    pub(crate) fn plan(&self) -> Plan {
        plan(&self.inputs())
    }

    /// The step of the one key that the test is about.
    pub(crate) fn only_step(&self) -> Step {
        let mut steps = self.plan().steps().to_vec();
        assert_eq!(steps.len(), 1, "{steps:?}");
        steps.remove(0)
    }

    /// `action why` of the one key that the test is about.
    pub(crate) fn outcome(&self) -> String {
        let Step { action, why, .. } = self.only_step();
        format!("{} {}", action.code(), why.code())
    }

    /// Confirms whatever is planned, does all of it and settles the ledger.
    pub(crate) fn apply(&mut self) {
        self.confirmed = Some(self.plan().fingerprint());
        for step in self.plan().into_steps().unwrap() {
            self.begin(&step);
            self.send(&step);
            self.settle(&step);
        }
    }

    /// Writes the intent of a step into the ledger.
    pub(crate) fn begin(&mut self, step: &Step) {
        if let Some(row) = step.action.intended(self.ledger.get(&step.key)) {
            self.ledger.insert(step.key.clone(), row);
        }
    }

    /// Does a step's request as the destination does: preconditions and locks are checked, and each
    /// write has a new etag.
    pub(crate) fn send(&mut self, step: &Step) {
        let there = self.observed.get(&step.key);
        let seen = there.map(|there| &there.etag);
        let locked = there.is_some_and(|there| there.locked);
        let version = seen.map_or(0, |etag| etag.as_str().parse::<u32>().unwrap());
        let content = match &step.action {
            Action::Create(write) => {
                assert_eq!(seen, None, "{step:?}");
                Some(&write.content)
            }
            Action::Update {
                write, if_match, ..
            } => {
                assert_eq!(seen, Some(if_match), "{step:?}");
                Some(&write.content)
            }
            Action::Delete { if_match, .. } => {
                assert_eq!(seen, Some(if_match), "{step:?}");
                None
            }
            _ => return,
        };
        assert!(!locked, "{step:?}");
        match content.cloned() {
            None => self.observed.remove(&step.key),
            Some(content) => {
                let etag = Etag::new((version + 1_000).to_string());
                let written = Observed {
                    content,
                    etag,
                    locked: false,
                };
                self.observed.insert(step.key.clone(), written)
            }
        };
    }

    /// Writes the answer of a step into the ledger.
    pub(crate) fn settle(&mut self, step: &Step) {
        let row = match &step.action {
            Action::Create(write) | Action::Update { write, .. } => {
                Some(write.settled(self.observed[&step.key].etag.clone()))
            }
            other => other.settled(self.ledger.get(&step.key)),
        };
        match row {
            Some(row) => self.ledger.insert(step.key.clone(), row),
            None => self.ledger.remove(&step.key),
        };
    }
}

fn row(origin: Origin, left: Left) -> LedgerEntry {
    LedgerEntry {
        origin,
        left: Some(left),
        intent: None,
    }
}
