//! `keyferry connections`: seeing, checking and adding app connections.

mod check;
mod checks;
mod create;
mod limit;
mod list;
mod reconnect_link;
mod rotate;

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
    /// Add a connection
    Create(create::Args),
    /// Limit what a project may use a connection of the organization for
    Limit(limit::Args),
    /// Give a connection its next secret, or another one at once
    Rotate(rotate::Args),
    /// Make a link for whoever can sign the connection in again
    ReconnectLink(reconnect_link::Args),
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<Outcome, Failure> {
    match command {
        Command::List => list::run(session).await,
        Command::Check(args) => check::run(args, session).await,
        Command::Checks(args) => checks::run(args, session).await,
        Command::Create(args) => create::run(args, session).await,
        Command::Limit(args) => limit::run(args, session).await,
        Command::Rotate(args) => rotate::run(args, session).await,
        Command::ReconnectLink(args) => reconnect_link::run(args, session).await,
    }
}
