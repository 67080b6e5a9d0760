//! `keyferry syncs runs`: a sync's last runs, or what one of them did to each key.

use crate::cli::Session;
use crate::client::{Run, RunItem};
use crate::exit::{Failure, Outcome};
use crate::output::table;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The sync's name
    name: String,
    /// A run to look into: its id, or `last`
    run: Option<String>,
    /// How many runs to list
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=200))]
    limit: u32,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let sync = session.client.sync(&project.id, &args.name).await?;
    match args.run.as_deref() {
        None => list(session, &sync.id, args.limit).await,
        Some("last") => match session.client.last_run(&sync.id).await? {
            Some(run) => items(session, &sync.id, &run.id).await,
            None => Err(Failure::new(format!("{} has not run yet", sync.name))),
        },
        Some(run) => items(session, &sync.id, run).await,
    }
}

async fn list(session: &Session, sync: &str, limit: u32) -> Result<Outcome, Failure> {
    let runs = session.client.runs(sync, limit).await?;
    session.output.show(&runs, |runs: Vec<Run>| {
        let rows = runs.into_iter().map(|run| {
            let counts = run.counts;
            [
                run.id,
                run.started_at,
                run.finished_at.unwrap_or_default(),
                run.trigger,
                run.outcome,
                (counts.created + counts.updated).to_string(),
                counts.deleted.to_string(),
                (counts.skipped + counts.failed).to_string(),
            ]
        });
        table(
            [
                "run", "started", "ended", "why", "outcome", "written", "deleted", "left",
            ],
            rows,
            "no runs yet",
        )
    })?;
    Ok(Outcome::Done)
}

async fn items(session: &Session, sync: &str, run: &str) -> Result<Outcome, Failure> {
    let items = session.client.run_items(sync, run).await?;
    session.output.show(&items, |items: Vec<RunItem>| {
        let rows = items.into_iter().map(|item| {
            let why = format!("{} {}", item.message, item.next_step);
            [item.action, item.key, why.trim_end().to_owned()]
        });
        table(["action", "key", "why"], rows, "the run changed nothing")
    })?;
    Ok(Outcome::Done)
}
