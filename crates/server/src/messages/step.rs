//! What happens to a key, why, and why not: in plans by type, in stored runs by the type's word.

use plan::{HeldReason, SkipReason, Why};
use service::syncs::{RunItem, StepAction};

use super::{Message, describe};

/// What happens to a key, in one word.
#[must_use]
pub fn action_name(action: &StepAction) -> &'static str {
    match action {
        StepAction::Create => "create",
        StepAction::Update => "update",
        StepAction::Delete => "delete",
        StepAction::Adopt => "adopt",
        StepAction::Unchanged => "unchanged",
        StepAction::Leave => "leave",
        StepAction::Skip(_) => "skip",
    }
}

/// Why a step of a plan is what it is.
#[must_use]
pub fn describe_why(why: &Why) -> Message {
    match why {
        Why::Skipped(reason) => describe_skip(reason),
        _ => by_word(why.code(), None),
    }
}

/// Why a key is skipped, and what would change that.
#[must_use]
pub fn describe_skip(reason: &SkipReason) -> Message {
    let detail = match reason {
        SkipReason::NameCollision { sources } => Some(sources.join(", ")),
        SkipReason::OtherSync { owner } => Some(owner.clone()),
        SkipReason::TooLarge { bytes } => Some(bytes.to_string()),
        // The text of a reference is part of a value.
        SkipReason::Unresolved { .. }
        | SkipReason::ImpossibleName(_)
        | SkipReason::FeatureFlag
        | SkipReason::Foreign
        | SkipReason::DriftKept
        | SkipReason::KeyVaultReference
        | SkipReason::Locked
        | SkipReason::OutsideLimits => None,
    };
    by_word(reason.code(), detail.as_deref())
}

/// What a stored run did to a key and why, or why it failed.
#[must_use]
pub fn describe_item(item: &RunItem) -> Message {
    match &item.diagnosis {
        Some(diagnosis) => describe(diagnosis),
        None => by_word(&item.reason, item.detail.as_deref()),
    }
}

fn by_word(word: &str, detail: Option<&str>) -> Message {
    let named = |before: &str, after: &str| match detail {
        Some(detail) => format!("{before} {detail}{after}"),
        None => format!("{before}{after}"),
    };
    let (sentence, next_step) = match word {
        "new-here" => ("New here.".to_owned(), ""),
        "vanished" => ("Deleted in Azure by somebody else.".to_owned(), ""),
        "value-changed" => ("The value changed here.".to_owned(), ""),
        "content-type-changed" => ("The content type changed here.".to_owned(), ""),
        "tags-changed" => ("The tags changed here.".to_owned(), ""),
        "foreign-overwritten" => (
            "Made in Azure by somebody else; ours replaces it.".to_owned(),
            "",
        ),
        "drifted" => ("Edited in Azure by somebody else.".to_owned(), ""),
        "gone-here" => ("Deleted here.".to_owned(), ""),
        "already-equal" => ("Already equal in Azure.".to_owned(), ""),
        "recognised" => ("Recognised as ours.".to_owned(), ""),
        "same" => ("As it should be.".to_owned(), ""),
        "gone-on-both-sides" => ("Gone here and in Azure.".to_owned(), ""),
        "adopted-stays" => (
            "It was in Azure before this sync, so it stays there.".to_owned(),
            "",
        ),
        "never-arrived" => ("Gone here before it ever arrived.".to_owned(), ""),
        "other-syncs-now" => ("Another sync looks after it now.".to_owned(), ""),
        "feature-flag-now" => (
            "It became a feature flag in Azure, so it stays there.".to_owned(),
            "",
        ),
        "deletion-off" => (
            "Deleted here; this sync deletes nothing in Azure.".to_owned(),
            "",
        ),
        "may-still-arrive" => ("A write that was begun may still arrive.".to_owned(), ""),
        "unresolved" => (
            "A reference in its value does not resolve.".to_owned(),
            "Create the secret it names, or correct the reference.",
        ),
        "name-collision" => (
            named("Several secrets would write this key:", "."),
            "Rename one of them, or change the key schema.",
        ),
        "impossible-name" => (
            "App Configuration takes no key of this name.".to_owned(),
            "Rename the secret: without %, control characters, and other than . and ..",
        ),
        "feature-flag" => (
            "It is a feature flag; syncs never touch those.".to_owned(),
            "Rename the secret, or manage the flag in Azure.",
        ),
        "other-sync" => (
            named("Another sync looks after this key:", "."),
            "Remove it from one of the two sources.",
        ),
        "foreign" => (
            "Somebody else made it in Azure, and it differs.".to_owned(),
            "Delete it there, or let this sync overwrite the destination under Options.",
        ),
        "drift-kept" => (
            "Edited in Azure by somebody else, and this sync keeps that.".to_owned(),
            "Take the value over here, or let this sync write its own again under Options.",
        ),
        "key-vault-reference" => (
            "A Key Vault reference stands there in Azure.".to_owned(),
            "Give the secret a content type to replace it, or remove the secret here.",
        ),
        "too-large" => (
            named(
                "Too large for App Configuration, which takes 10,240 bytes a key:",
                " bytes.",
            ),
            "Shorten the value, or keep it in another store and refer to it.",
        ),
        "locked" => (
            "Locked in Azure.".to_owned(),
            "Unlock the key in the store, then sync again.",
        ),
        "outside-limits" => (
            "The connection is limited to keys that begin otherwise.".to_owned(),
            "Rename the secret or change the key schema, or ask an organization admin to widen the limits.",
        ),
        other => (named(&format!("{}:", other.replace('-', " ")), "."), ""),
    };
    Message::new(sentence.replace(":.", "."), next_step)
}

/// Why the guard stops a plan.
#[must_use]
pub fn describe_held(reason: &HeldReason) -> Message {
    match reason {
        HeldReason::SourceEmpty { ours } => Message::new(
            format!("The source is empty, and {ours} keys in Azure are ours."),
            "Confirm the plan if they should all go, or put the secrets back.",
        ),
        HeldReason::ManyDeletes {
            deletes, allowed, ..
        } => Message::new(
            format!(
                "The next run would delete {deletes} keys; more than {allowed} at once wait for you."
            ),
            "Confirm the plan if they should go, or put the secrets back.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use plan::NameProblem;

    use super::*;

    #[test]
    fn every_skip_says_why_and_what_would_change_it() {
        let reasons = [
            SkipReason::Unresolved {
                reference: "${REGION}".to_owned(),
            },
            SkipReason::NameCollision {
                sources: vec!["A".to_owned(), "B".to_owned()],
            },
            SkipReason::ImpossibleName(NameProblem::Percent),
            SkipReason::FeatureFlag,
            SkipReason::OtherSync {
                owner: "storefront-prod".to_owned(),
            },
            SkipReason::Foreign,
            SkipReason::DriftKept,
            SkipReason::KeyVaultReference,
            SkipReason::TooLarge { bytes: 12_000 },
            SkipReason::Locked,
            SkipReason::OutsideLimits,
        ];
        for reason in reasons {
            let message = describe_skip(&reason);
            assert!(message.sentence.ends_with('.'), "{message}");
            assert!(!message.next_step.is_empty(), "{message}");
        }
    }

    #[test]
    fn a_skip_names_what_it_is_about() {
        let owner = describe_skip(&SkipReason::OtherSync {
            owner: "storefront-prod".to_owned(),
        });
        assert_eq!(
            owner.sentence,
            "Another sync looks after this key: storefront-prod."
        );
        assert_eq!(
            by_word("other-sync", None).sentence,
            "Another sync looks after this key."
        );
    }

    #[test]
    fn every_reason_of_a_plan_is_a_sentence() {
        for why in [
            Why::NewHere,
            Why::Vanished,
            Why::ValueChanged,
            Why::ContentTypeChanged,
            Why::TagsChanged,
            Why::ForeignOverwritten,
            Why::Drifted,
            Why::GoneHere,
            Why::AlreadyEqual,
            Why::Recognised,
            Why::Same,
            Why::GoneOnBothSides,
            Why::AdoptedStays,
            Why::NeverArrived,
            Why::OtherSyncsNow,
            Why::FeatureFlagNow,
            Why::DeletionOff,
            Why::MayStillArrive,
        ] {
            let sentence = describe_why(&why).sentence;
            assert!(
                sentence.ends_with('.') && !sentence.contains(':'),
                "{sentence}"
            );
        }
    }

    #[test]
    fn a_held_plan_says_how_many_keys_it_would_take() {
        let reason = HeldReason::ManyDeletes {
            deletes: 60,
            allowed: 50,
            ours: 900,
        };
        assert_eq!(
            describe_held(&reason).sentence,
            "The next run would delete 60 keys; more than 50 at once wait for you."
        );
    }
}
