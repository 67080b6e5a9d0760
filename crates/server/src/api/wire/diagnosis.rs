//! The shape of a known cause: its name for programs, its sentences for people, and the command
//! that mends it.

use model::{Cause, Diagnosis};
use serde::Serialize;
use utoipa::ToSchema;

use crate::messages;

/// What is wrong, and what to do about it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct Diagnosed {
    /// Its stable name, for programs.
    #[schema(value_type = String)]
    cause: Cause,
    /// What is wrong, in a sentence.
    message: String,
    /// What to do about it.
    next_step: String,
    /// The command that mends it.
    command: Option<String>,
}

impl From<&Diagnosis> for Diagnosed {
    fn from(diagnosis: &Diagnosis) -> Self {
        let message = messages::describe(diagnosis);
        Self {
            cause: diagnosis.cause,
            message: message.sentence,
            next_step: message.next_step,
            command: message.command,
        }
    }
}
