//! What a store refuses, or why it does not answer.

use model::{Cause, Diagnosis};

use super::{quoted, reason, wait};
use crate::messages::Message;

pub(super) fn describe(diagnosis: &Diagnosis) -> Message {
    let store = diagnosis.argument("store").unwrap_or("the store");
    match diagnosis.cause {
        Cause::StoreUnreachable => Message::new(
            format!("{} did not answer{}.", capital(store), reason(diagnosis)),
            "Check the store's name and its network rules; Keyferry keeps trying.",
        ),
        Cause::StoreFailing => Message::new(
            format!(
                "{} answered with an error{}.",
                capital(store),
                reason(diagnosis)
            ),
            "Keyferry tries again by itself; if it lasts, look at Azure's status page.",
        ),
        Cause::StoreThrottled => Message::new(
            format!("{} asked to slow down.", capital(store)),
            format!(
                "The run continues {}; a higher tier allows more requests.",
                wait(diagnosis)
            ),
        ),
        Cause::StoreFull => Message::new(
            format!("The storage of {store} is used up."),
            "Delete keys that nobody needs, or move the store to a higher tier; then sync again.",
        ),
        Cause::KeyLocked => Message::new(
            format!("The key{} is locked in Azure.", quoted(diagnosis, "key")),
            "Unlock it in the store, then sync again.",
        ),
        Cause::ChangedMeanwhile => Message::new(
            format!(
                "The key{} changed in Azure while it was being written.",
                quoted(diagnosis, "key")
            ),
            "Sync again: the key is looked at afresh.",
        ),
        Cause::RequestRefused => Message::new(
            format!(
                "{} did not accept the key{}{}.",
                capital(store),
                quoted(diagnosis, "key"),
                reason(diagnosis)
            ),
            "Change the key or its value to what App Configuration allows, then sync again.",
        ),
        _ => Message::new(
            format!(
                "The address{} is not one that a token may be sent to{}.",
                quoted(diagnosis, "store"),
                reason(diagnosis)
            ),
            "Write the store's endpoint as the Azure portal shows it, such as https://contoso.azconfig.io.",
        ),
    }
}

/// The name of a store at the start of a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !text.starts_with("http") => first.to_uppercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}
