//! What should stand at the destination, as the source has it.

use std::collections::BTreeMap;

use model::SecretValue;

use crate::content::{Content, Part};
use crate::key::DestinationKey;

/// Every key that should be at the destination.
#[derive(Debug, Clone, Default)]
pub struct Desired(BTreeMap<DestinationKey, Source>);

#[derive(Debug, Clone)]
struct Source {
    names: Vec<String>,
    wanted: Wanted,
}

/// What is wanted under one key.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// This value.
    Value(WantedValue),
    /// A value that cannot be told, because a reference in it leads nowhere or back to itself.
    Unresolved {
        /// The reference as typed.
        reference: String,
    },
}

/// A value, and what else of the content the source decides.
#[derive(Debug, Clone)]
pub struct WantedValue {
    /// The value.
    pub value: SecretValue,
    /// The content type; none when the source leaves it to the destination.
    pub content_type: Option<String>,
    /// The tags; none when the source leaves them to the destination.
    pub tags: Option<BTreeMap<String, String>>,
}

/// One key, as the planner asks for it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Asked<'a> {
    Value(&'a WantedValue),
    Unresolved(&'a str),
    Twice(&'a [String]),
    Nothing,
}

impl Desired {
    /// Adds what the secret called `source` wants under a key. When a second secret wants the same
    /// key neither is written, because either choice would be arbitrary; `source` names them.
    pub fn add(&mut self, key: DestinationKey, source: impl Into<String>, wanted: Wanted) {
        let source = source.into();
        self.0
            .entry(key)
            .and_modify(|entry| entry.names.push(source.clone()))
            .or_insert_with(|| Source {
                names: vec![source],
                wanted,
            });
    }

    /// How many keys are wanted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no key is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &DestinationKey> {
        self.0.keys()
    }

    pub(crate) fn get(&self, key: &DestinationKey) -> Asked<'_> {
        match self.0.get(key) {
            None => Asked::Nothing,
            Some(Source { names, .. }) if names.len() > 1 => Asked::Twice(names),
            Some(Source { wanted, .. }) => match wanted {
                Wanted::Value(value) => Asked::Value(value),
                Wanted::Unresolved { reference } => Asked::Unresolved(reference),
            },
        }
    }
}

impl WantedValue {
    /// A value that leaves content type and tags to the destination.
    #[must_use]
    pub const fn plain(value: SecretValue) -> Self {
        Self {
            value,
            content_type: None,
            tags: None,
        }
    }

    /// The first part that is not as wanted. What the source leaves to the destination never
    /// differs.
    pub(crate) fn difference(&self, there: &Content) -> Option<Part> {
        let other_type = |wanted: &String| wanted.as_str() != there.content_type();
        if self.value != there.value {
            Some(Part::Value)
        } else if self.content_type.as_ref().is_some_and(other_type) {
            Some(Part::ContentType)
        } else if self.tags.as_ref().is_some_and(|tags| *tags != there.tags) {
            Some(Part::Tags)
        } else {
            None
        }
    }

    /// The complete content to send: a write replaces everything, so what the source leaves to the
    /// destination is taken from there.
    pub(crate) fn completed_by(&self, there: Option<&Content>) -> Content {
        let content_type = match &self.content_type {
            Some(wanted) => Some(wanted.clone()),
            None => there.and_then(|there| there.content_type.clone()),
        };
        let kept_tags = || there.map(|there| there.tags.clone()).unwrap_or_default();
        Content {
            value: self.value.clone(),
            content_type: content_type.filter(|text| !text.is_empty()),
            tags: self.tags.clone().unwrap_or_else(kept_tags),
        }
    }
}
