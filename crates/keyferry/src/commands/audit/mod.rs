//! `keyferry audit …`: the audit log, for whoever operates the server.

mod verify;

use clap::Subcommand;

use crate::environment::Environment;
use crate::exit::{Failure, Outcome};
use crate::output::Output;

/// What can be done with the log.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Prove that no audit record was altered, added, moved or removed
    Verify(verify::Args),
}

pub(crate) async fn run(
    command: Command,
    env: &Environment,
    output: Output,
) -> Result<Outcome, Failure> {
    match command {
        Command::Verify(args) => verify::run(args, env, output).await,
    }
}
