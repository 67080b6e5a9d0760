//! `keyferry syncs list`: the project's syncs.

use super::status::source;
use crate::cli::Session;
use crate::client::Sync;
use crate::exit::{Failure, Outcome};
use crate::output::table;

pub(crate) async fn run(session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let syncs = session.client.syncs(&project.id).await?;
    session.output.show(&syncs, |syncs: Vec<Sync>| {
        let rows = syncs.into_iter().map(|sync| {
            let source = source(&sync);
            let config = sync.destination_config;
            let synced = sync.last_synced_at.unwrap_or_else(|| "never".to_owned());
            [
                sync.name,
                sync.keyferry.state,
                source,
                config.configuration_url,
                config.label,
                synced,
            ]
        });
        table(
            [
                "name",
                "state",
                "source",
                "store",
                "label",
                "last whole run",
            ],
            rows,
            "no syncs yet: add one with `keyferry syncs create`",
        )
    })?;
    Ok(Outcome::Done)
}
