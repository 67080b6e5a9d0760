//! Every text that tells a person what happened and what to do next, in one place. Both faces
//! render from here, so a page and the API say the same.

mod agent;
mod alert;
mod cause;
mod failure;
mod state;
mod step;

pub use agent::describe_agent;
pub use alert::describe_alert;
pub use cause::describe;
pub use failure::describe_error;
pub use state::{
    Tone, describe_health, describe_occasion, describe_outcome, describe_state, describe_trigger,
    drift_name, initial_name, tier_name,
};
pub use step::{action_name, describe_held, describe_item, describe_skip, describe_why};

/// What happened, what to do about it, and a command that does it, ready to paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What happened, as a sentence.
    pub sentence: String,
    /// What to do next, as a sentence.
    pub next_step: String,
    /// A command that mends it.
    pub command: Option<String>,
}

impl Message {
    fn new(sentence: impl Into<String>, next_step: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            next_step: next_step.into(),
            command: None,
        }
    }
}

/// The sentence and the next step in one line, as API messages and logs have it.
impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)?;
        if !self.next_step.is_empty() {
            write!(f, " {}", self.next_step)?;
        }
        Ok(())
    }
}
