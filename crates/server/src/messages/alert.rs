//! What somebody is told of a connection without having asked.

use model::Diagnosis;
use model::connection::AlertKind;

use super::{Message, describe};

/// The sentence, next step and command of an alert about a connection of this name.
#[must_use]
pub fn describe_alert(kind: AlertKind, name: &str, diagnosis: Option<&Diagnosis>) -> Message {
    let told = |why: &str| {
        let cause = diagnosis.map(describe);
        let (sentence, next_step, command) = cause.map_or_else(
            || (String::new(), String::new(), None),
            |cause| (cause.sentence, cause.next_step, cause.command),
        );
        Message {
            sentence: format!("{why} {sentence}").trim_end().to_owned(),
            next_step,
            command,
        }
    };
    match kind {
        AlertKind::ReconnectNeeded => told(&format!(
            "The connection “{name}” has to be signed in again; its syncs wait."
        )),
        AlertKind::MissingPermission => told(&format!("The connection “{name}” lacks a right.")),
        AlertKind::Expiring => told(&format!("The connection “{name}” is about to expire.")),
        AlertKind::Healthy => Message::new(
            format!("The connection “{name}” works again."),
            "There is nothing to do; its syncs go on by themselves.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use model::Cause;

    use super::*;

    #[test]
    fn an_alert_names_the_connection_and_says_what_to_do() {
        let why = Diagnosis::new(Cause::WrongSecret);
        for kind in AlertKind::ALL {
            let message = describe_alert(*kind, "contoso-prod", Some(&why));
            assert!(message.sentence.contains("“contoso-prod”"), "{message}");
            assert!(message.sentence.ends_with('.'), "{message}");
            assert!(message.next_step.ends_with('.'), "{message}");
        }
        let message = describe_alert(AlertKind::ReconnectNeeded, "contoso-prod", Some(&why));
        assert_eq!(
            message.sentence,
            "The connection “contoso-prod” has to be signed in again; its syncs wait. \
             Microsoft did not accept the client secret (AADSTS7000215)."
        );
    }
}
