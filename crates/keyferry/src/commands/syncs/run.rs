//! `keyferry syncs run`: runs a sync now and waits for its end.

use std::time::Duration;

use super::settled;
use crate::cli::Session;
use crate::client::{Run, Sync};
use crate::exit::{Failure, Outcome};
use crate::output;

/// How often the server is asked.
const POLL: Duration = Duration::from_millis(250);

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The sync's name
    name: String,
    /// Only ask for the run
    #[arg(long)]
    no_wait: bool,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let sync = session.client.sync(&project.id, &args.name).await?;
    let before = sync.last_sync_job_id.clone();
    let asked = session.client.request_run(&sync.id).await?;
    if args.no_wait {
        output::say(&format!("asked for a run of {}", sync.name));
        return Ok(Outcome::Done);
    }
    let sync = wait(session, &project.id, asked).await?;
    let run = session.client.last_run(&sync.id).await?;
    if let Some(run) = run.filter(|run| Some(&run.id) != before.as_ref()) {
        let value = session.client.runs(&sync.id, 1).await?;
        session.output.show(&value[0], |_: Run| summary(&run))?;
    }
    settled::explain(&sync);
    Ok(settled::outcome(&sync))
}

async fn wait(session: &Session, project: &str, mut sync: Sync) -> Result<Sync, Failure> {
    let bar = session.output.progress("waiting for the run");
    while !settled::is_settled(&sync) {
        tokio::time::sleep(POLL).await;
        if let Some(run) = session.client.last_run(&sync.id).await? {
            bar.set_message(progress(&run));
        }
        bar.tick();
        sync = session.client.sync(project, &sync.name).await?;
    }
    bar.finish_and_clear();
    Ok(sync)
}

fn progress(run: &Run) -> String {
    let counts = run.counts;
    let written = counts.created + counts.updated;
    format!(
        "{written} written, {} deleted, {} skipped",
        counts.deleted, counts.skipped
    )
}

fn summary(run: &Run) -> String {
    let counts = run.counts;
    format!(
        "{}: {} created, {} updated, {} deleted, {} adopted, {} unchanged, {} skipped, {} failed \
         ({} requests)",
        run.outcome,
        counts.created,
        counts.updated,
        counts.deleted,
        counts.adopted,
        counts.unchanged,
        counts.skipped,
        counts.failed,
        run.requests,
    )
}
