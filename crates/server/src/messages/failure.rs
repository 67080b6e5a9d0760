//! What a use case's refusal means in plain words.

use std::time::Duration;

use service::{Error, What};

use super::{Message, describe};

/// The sentence and next step for an error. `request` is the request's id, for what only the log
/// can explain.
#[must_use]
pub fn describe_error(error: &Error, request: &str) -> Message {
    match error {
        Error::Invalid(invalid) => {
            Message::new(sentence(&invalid.problem), "Correct it and send it again.")
        }
        Error::NotFound { what, name } => Message::new(
            format!("There is no {what} “{name}” here."),
            "Check the name; it may have been renamed or deleted, or you may not see it.",
        ),
        Error::Taken { what, name } => Message::new(
            format!("There is already a {what} called “{name}”."),
            "Choose another name.",
        ),
        Error::Denied(action) => Message::new(
            format!(
                "Your role does not allow this: it needs {} on {}.",
                action.verb(),
                action.subject()
            ),
            "Ask an admin of the project for it.",
        ),
        Error::DeniedThere { action, place } => Message::new(
            format!(
                "Your role does not allow this: it needs {} on {} in {place}.",
                action.verb(),
                action.subject()
            ),
            "Ask an admin of the project for it.",
        ),
        Error::BeyondOwn(role) => Message::new(
            format!("The role “{role}” allows more than you may do."),
            "Ask an admin of the project to give it or take it away.",
        ),
        Error::AdminsOnly => Message::new(
            "Only an admin of the organization may do this.",
            "Ask one to do it, or to make you one.",
        ),
        Error::Outside => Message::new(
            "Only members of the organization may see this.",
            "Ask an admin of the organization for a role.",
        ),
        Error::Refused(why) => Message::new("This cannot be done as things stand.", sentence(why)),
        Error::Unauthenticated(why) => Message::new(sentence(why), "Sign in again."),
        Error::StillUsed { what, name, users } => Message::new(
            format!("The {what} “{name}” is still used by {users}."),
            match what {
                What::Connection => "Delete those syncs, or give them another connection, first.",
                _ => "Delete or move those first.",
            },
        ),
        Error::Protected { name } => Message::new(
            format!("The project “{name}” is protected from deletion."),
            "Switch its delete protection off first.",
        ),
        Error::NotEmpty { path } => Message::new(
            format!("The folder “{path}” is not empty."),
            "Delete what is in it first.",
        ),
        Error::Running { name } => Message::new(
            format!("The sync “{name}” is running."),
            "Try again when its run has ended.",
        ),
        Error::Stale => Message::new(
            "Somebody else changed it in the meantime.",
            "Look at what is there now and repeat your change.",
        ),
        Error::Diagnosed(diagnosis) => describe(diagnosis),
        Error::TooMany(wait) => Message::new(
            "There were too many attempts.",
            format!("Wait {} and try again.", spelled(*wait)),
        ),
        Error::Busy => Message::new("The database is busy.", "Try again in a moment."),
        Error::Internal(_) => Message::new(
            "Something inside Keyferry failed.",
            format!("Try again; if it stays, look in the log for request {request}."),
        ),
    }
}

/// A time to wait, rounded up.
fn spelled(wait: Duration) -> String {
    let seconds = wait.as_secs().max(1);
    match seconds {
        1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// The text with a capital in front and a full stop at the end.
fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first
        .into_iter()
        .flatten()
        .chain(chars)
        .chain(['.'])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_internal_error_shows_its_request_and_not_its_text() {
        let message = describe_error(&Error::Internal("disk on fire".to_owned()), "0a1b");
        assert!(!message.to_string().contains("disk"), "{message}");
        assert!(message.next_step.contains("0a1b"), "{message}");
    }

    #[test]
    fn a_field_error_reads_as_a_sentence() {
        let error = Error::invalid("name", "name is empty: use 1 to 64 letters");
        assert_eq!(
            describe_error(&error, "").sentence,
            "Name is empty: use 1 to 64 letters."
        );
    }
}
