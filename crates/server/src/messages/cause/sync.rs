//! What holds a sync up at home.

use model::{Cause, Diagnosis};

use crate::messages::Message;

pub(super) fn describe(diagnosis: &Diagnosis) -> Message {
    match diagnosis.cause {
        Cause::SourceMissing => Message::new(
            format!(
                "The source{} is gone, so the sync is paused; nothing was deleted in the store.",
                place(diagnosis)
            ),
            "Create the folder again or give the sync another source, then resume it.",
        ),
        Cause::AccessLost => access_lost(diagnosis),
        Cause::Held => {
            let sentence = match (diagnosis.argument("deletes"), diagnosis.argument("ours")) {
                (Some(deletes), _) => format!(
                    "The next run would delete {deletes} keys, more than pass unasked, so it waits for you."
                ),
                (None, Some(ours)) => format!(
                    "The source is empty, and {ours} keys in Azure are ours, so the next run waits for you."
                ),
                (None, None) => {
                    "The next run would delete more than usual, so it waits for you.".to_owned()
                }
            };
            Message::new(
                sentence,
                "Look at the plan and confirm it, or put the secrets back.",
            )
        }
        Cause::Partial => {
            let count = |name: &str| diagnosis.argument(name).filter(|n| *n != "0");
            let sentence = match (count("skipped"), count("failed")) {
                (Some(skipped), Some(failed)) => {
                    format!("Some keys did not arrive: {skipped} skipped, {failed} failed.")
                }
                (Some(skipped), None) => format!("Some keys did not arrive: {skipped} skipped."),
                (None, Some(failed)) => format!("Some keys did not arrive: {failed} failed."),
                (None, None) => "Some keys did not arrive.".to_owned(),
            };
            Message::new(
                sentence,
                "The run names each of them with its reason and what to do.",
            )
        }
        _ => Message::new(
            "Something inside Keyferry failed.",
            "Try again; if it stays, look in the log under the request id.",
        ),
    }
}

fn access_lost(diagnosis: &Diagnosis) -> Message {
    let who = diagnosis
        .argument("who")
        .unwrap_or("Somebody it lives by the access of");
    let sentence = match (
        diagnosis.argument("gone"),
        diagnosis.argument("action"),
        diagnosis.argument("subject"),
    ) {
        (None, Some(action), Some(subject)) => {
            let there = match diagnosis.argument("environment") {
                Some(_) => format!(" in{}", place(diagnosis)),
                None => String::new(),
            };
            format!("{who} has lost {action} on {subject}{there}")
        }
        _ => format!("{who} is not here any more"),
    };
    let (needed, next_step) = match diagnosis.argument("secret") {
        Some(secret) => (
            format!("which a reference in “{secret}” needs"),
            "Give the access back, or let somebody who has it save that secret again; the sync then goes on.",
        ),
        None => (
            "which the sync lived by".to_owned(),
            "Give the access back, or let somebody who has it resume the sync.",
        ),
    };
    Message::new(
        format!(
            "{sentence}, {needed}, so the sync is paused; nothing was written or deleted in the store."
        ),
        next_step,
    )
}

/// A source as it is written elsewhere, or what it is.
fn place(diagnosis: &Diagnosis) -> String {
    match (
        diagnosis.argument("environment"),
        diagnosis.argument("path"),
    ) {
        (Some(environment), Some(path)) => format!(" {environment} {path}"),
        _ => " folder or environment".to_owned(),
    }
}
