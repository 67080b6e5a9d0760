//! `keyferry connections`: seeing, checking and adding app connections.

mod check;
mod checks;
mod create;
mod limit;
mod list;

use clap::Subcommand;

use crate::cli::Session;
use crate::exit::{Failure, Outcome};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the connections that the project's syncs can use
    List,
    /// Sign in, and try the rights on a store
    Check(check::Args),
    /// List what was found of a connection before
    Checks(checks::Args),
    /// Add a connection that signs in with a client secret
    Create(create::Args),
    /// Limit what a project may use a connection of the organization for
    Limit(limit::Args),
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<Outcome, Failure> {
    match command {
        Command::List => list::run(session).await,
        Command::Check(args) => check::run(args, session).await,
        Command::Checks(args) => checks::run(args, session).await,
        Command::Create(args) => create::run(args, session).await,
        Command::Limit(args) => limit::run(args, session).await,
    }
}
