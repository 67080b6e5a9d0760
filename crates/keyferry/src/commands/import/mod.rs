//! `keyferry import`: takes settings in, from a configuration file or from another server.

mod file;
mod infisical;

use crate::cli::Session;
use crate::environment::Environment;
use crate::exit::{Failure, Outcome};

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    file: file::FileArgs,
    #[command(flatten)]
    source: infisical::SourceArgs,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
}

pub(crate) async fn run(
    args: Args,
    session: &Session,
    env: &Environment,
) -> Result<Outcome, Failure> {
    match args.file.chosen() {
        Some((file, place)) => file::run(args.file, &file, &place, args.dry_run, session).await,
        None => infisical::run(args.source, args.dry_run, session, env).await,
    }
}
