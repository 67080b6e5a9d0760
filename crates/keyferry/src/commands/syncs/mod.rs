//! `keyferry syncs`: seeing, planning and running secret syncs.

mod confirm;
mod create;
mod list;
mod plan;
mod run;
mod runs;
mod settled;
mod status;

use clap::{Args, Subcommand};

use crate::cli::Session;
use crate::exit::{Failure, Outcome};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the project's syncs
    List,
    /// Add a sync; it runs at once
    Create(create::Args),
    /// Show what the next run would do, and write nothing
    Plan(plan::Args),
    /// Run a sync now and wait for its end
    Run(run::Args),
    /// Show how a sync is doing
    Status(Named),
    /// Show a sync's last runs, or what one did
    Runs(runs::Args),
    /// Let a held plan pass
    Confirm(confirm::Args),
}

/// A command about one sync.
#[derive(Debug, Args)]
pub(crate) struct Named {
    /// The sync's name
    name: String,
}

pub(crate) async fn run(command: Command, session: &Session) -> Result<Outcome, Failure> {
    match command {
        Command::List => list::run(session).await,
        Command::Create(args) => create::run(args, session).await,
        Command::Plan(args) => plan::run(args, session).await,
        Command::Run(args) => run::run(args, session).await,
        Command::Status(args) => status::run(args, session).await,
        Command::Runs(args) => runs::run(args, session).await,
        Command::Confirm(args) => confirm::run(args, session).await,
    }
}
