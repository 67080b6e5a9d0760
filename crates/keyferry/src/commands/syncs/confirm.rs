//! `keyferry syncs confirm`: lets exactly one held plan pass the guard.

use crate::cli::Session;
use crate::client::Sync;
use crate::exit::{Failure, Outcome};

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The sync's name
    name: String,
    /// The plan, as `keyferry syncs plan` and `status` name it
    plan: String,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let sync = session.client.sync(&project.id, &args.name).await?;
    let confirmed = session.client.confirm(&sync.id, &args.plan).await?;
    session.output.show(&confirmed, |sync: Sync| {
        format!(
            "plan {} of {} is confirmed and will be carried out",
            args.plan, sync.name
        )
    })?;
    Ok(Outcome::Done)
}
