//! The way back: which secrets a look at the destination brings home.

use std::collections::BTreeMap;

use model::{SecretKey, SecretValue};

use crate::content::{Content, Observed};
use crate::key::DestinationKey;

/// What an import is made from.
#[derive(Clone, Copy)]
pub struct ImportInputs<'a> {
    /// What is at the destination, under the sync's label only.
    pub observed: &'a BTreeMap<DestinationKey, Observed>,
    /// What the source has.
    pub existing: &'a BTreeMap<SecretKey, SecretValue>,
    /// The secret key behind a destination key; none when the key schema could not have made it or
    /// no secret can have that name.
    pub secret_key: &'a dyn Fn(&DestinationKey) -> Option<SecretKey>,
    /// Whose value wins where both have one.
    pub priority: Priority,
    /// The prefixes that the sync's connection is limited to; empty for any key.
    pub prefixes: &'a [String],
}

/// Whose value wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Ours.
    Source,
    /// Theirs.
    Destination,
}

/// What an import will do: a step for every key that was seen, by destination key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPlan {
    /// The steps.
    pub steps: Vec<ImportStep>,
}

/// What happens with one key of the destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportStep {
    /// The key at the destination.
    pub from: DestinationKey,
    /// What comes of it.
    pub action: ImportAction,
}

/// What comes of a key of the destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportAction {
    /// A secret is made.
    Create {
        /// Its key.
        key: SecretKey,
        /// Its value, with content type and tags.
        content: Content,
    },
    /// A secret gets the destination's value.
    Update {
        /// Its key.
        key: SecretKey,
        /// Its value, with content type and tags.
        content: Content,
    },
    /// The secret has that value already.
    Unchanged {
        /// Its key.
        key: SecretKey,
    },
    /// The secret has another value, and ours wins.
    KeepOurs {
        /// Its key.
        key: SecretKey,
    },
    /// Nothing comes of it, for this reason.
    Skip(ImportSkip),
}

/// Why a key is not imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportSkip {
    /// It is a feature flag.
    FeatureFlag,
    /// It is a reference into a Key Vault: the secret itself is elsewhere.
    KeyVaultReference,
    /// The key schema could not have made its name, or no secret can have it.
    NoSecretKey,
    /// The sync's connection is limited to keys that begin otherwise.
    OutsideLimits,
}

/// Plans an import. A key that cannot come home stops no other.
#[must_use]
pub fn import(inputs: &ImportInputs<'_>) -> ImportPlan {
    let step = |(from, there): (&DestinationKey, &Observed)| ImportStep {
        from: from.clone(),
        action: action(inputs, from, &there.content),
    };
    ImportPlan {
        steps: inputs.observed.iter().map(step).collect(),
    }
}

fn action(inputs: &ImportInputs<'_>, from: &DestinationKey, content: &Content) -> ImportAction {
    if !from.is_within(inputs.prefixes) {
        return ImportAction::Skip(ImportSkip::OutsideLimits);
    }
    if from.is_feature_flag() || content.is_feature_flag() {
        return ImportAction::Skip(ImportSkip::FeatureFlag);
    }
    if content.is_key_vault_reference() {
        return ImportAction::Skip(ImportSkip::KeyVaultReference);
    }
    let Some(key) = (inputs.secret_key)(from) else {
        return ImportAction::Skip(ImportSkip::NoSecretKey);
    };
    let content = content.clone();
    match (inputs.existing.get(&key), inputs.priority) {
        (None, _) => ImportAction::Create { key, content },
        (Some(ours), _) if *ours == content.value => ImportAction::Unchanged { key },
        (Some(_), Priority::Destination) => ImportAction::Update { key, content },
        (Some(_), Priority::Source) => ImportAction::KeepOurs { key },
    }
}
