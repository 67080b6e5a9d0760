//! The shape of a known cause: its name for programs, its sentences for people, and the command
//! that mends it.

use model::{Cause, Diagnosis};
use serde::Serialize;

use crate::messages;

/// What is wrong, and what to do about it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct Diagnosed {
    cause: Cause,
    message: String,
    next_step: String,
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
