//! `keyferry keys …`: the root key, for whoever operates the server, and the data keys.

mod reseal;
mod rotate;
mod status;

use clap::Subcommand;
use store::OpenError;

use crate::cli::Session;
use crate::client::TargetArgs;
use crate::environment::Environment;
use crate::exit::{Failure, Outcome};
use crate::output::Output;

/// What can be done with the keys.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tell which root key the database is under, and whether every data key opens
    Status,
    /// Take a new root key into use: from `KEYFERRY_PREVIOUS_ENCRYPTION_KEY` to `ENCRYPTION_KEY`. With
    /// `--reseal`, have a server that runs seal everything anew under new data keys
    Rotate(rotate::Args),
}

pub(crate) async fn run(
    command: Command,
    target: TargetArgs,
    env: &Environment,
    output: Output,
) -> Result<Outcome, Failure> {
    match command {
        Command::Status => status::run(env, output).await,
        Command::Rotate(args) if args.reseal => {
            reseal::run(&Session::open(target, env, output)?).await
        }
        Command::Rotate(args) => rotate::run(args, env, output).await,
    }
}

fn refused(error: &OpenError) -> Failure {
    let failure = Failure::caused("the database does not open", error);
    match error {
        OpenError::AlreadyOpen(_) => {
            failure.hint("stop the server first: a SQLite database has one process at a time")
        }
        OpenError::OtherVersion => {
            failure.hint("use the version of Keyferry that serves this database")
        }
        _ => failure.hint("set DATABASE_URL to what the server has, and run this as its user"),
    }
}
