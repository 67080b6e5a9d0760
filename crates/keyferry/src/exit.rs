//! How a command ends: the exit codes, and what is said on the way out.

use std::fmt;
use std::process::ExitCode;

/// What the exit code says. Wrong usage is 2, which the argument parser gives by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// 0: everything was done.
    Done,
    /// 3: the sync left some keys behind, or rows could not be sealed anew.
    Partial,
    /// 4: the sync waits for a person: a plan to confirm, or a pause to end.
    Held,
    /// 5: the sync failed.
    Failed,
    /// 6: something is not as Keyferry wrote it.
    Tampered,
    /// The code of a program that could not be started, or of one that has ended.
    Program(u8),
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::Partial => 3,
            Outcome::Held => 4,
            Outcome::Failed => 5,
            Outcome::Tampered => 6,
            Outcome::Program(code) => code,
        })
    }
}

/// A command that could not do its work: exit code 1, a sentence, and what to try.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    hints: Vec<String>,
}

impl Failure {
    /// A failure without a hint.
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self {
            message: message.to_string(),
            hints: Vec::new(),
        }
    }

    /// Adds something to try.
    pub(crate) fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.hints.push(hint.to_string());
        self
    }

    /// A failure with everything that led to it.
    pub(crate) fn caused(message: impl fmt::Display, error: &dyn std::error::Error) -> Self {
        let mut text = message.to_string();
        let mut next = Some(error);
        while let Some(cause) = next {
            text = format!("{text}: {cause}");
            next = cause.source();
        }
        Self::new(text)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        for hint in &self.hints {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_reads_as_a_sentence_with_hints_below() {
        let failure = Failure::new("port 8080 is in use").hint("choose another with --port");
        assert_eq!(
            failure.to_string(),
            "error: port 8080 is in use\nhint: choose another with --port"
        );
    }
}
