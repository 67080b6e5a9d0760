//! `keyferry secrets`: reading and writing secrets.

mod delete;
mod get;
mod list;
mod restore;
mod set;
mod versions;

use clap::Subcommand;

use crate::cli::Session;
use crate::exit::{Failure, Outcome};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the secrets of a folder
    List(list::Args),
    /// Print one secret's value
    Get(get::Args),
    /// Write secrets
    Set(set::Args),
    /// Delete secrets
    Delete(delete::Args),
    /// List the versions of a secret
    Versions(versions::Args),
    /// Give a secret the value of an earlier version again
    Restore(restore::Args),
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<Outcome, Failure> {
    match command {
        Command::List(args) => list::run(args, session).await,
        Command::Get(args) => get::run(args, session).await,
        Command::Set(args) => set::run(args, session).await,
        Command::Delete(args) => delete::run(args, session).await,
        Command::Versions(args) => versions::run(args, session).await,
        Command::Restore(args) => restore::run(args, session).await,
    }
}
