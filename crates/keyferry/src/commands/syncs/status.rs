//! `keyferry syncs status`: how a sync is doing. The exit code says it too.

use super::{Named, settled};
use crate::cli::Session;
use crate::client::Sync;
use crate::exit::{Failure, Outcome};

pub(super) async fn run(args: Named, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let (value, sync) = session.client.sync_value(&project.id, &args.name).await?;
    session.output.show(&value, |sync: Sync| describe(&sync))?;
    settled::explain(&sync);
    Ok(settled::outcome(&sync))
}

/// Where a sync's secrets come from, in one word.
pub(super) fn source(sync: &Sync) -> String {
    match (&sync.environment, &sync.folder) {
        (Some(environment), Some(folder)) => format!("{}:{}", environment.slug, folder.path),
        _ => "gone".to_owned(),
    }
}

fn describe(sync: &Sync) -> String {
    let config = &sync.destination_config;
    let label = if config.label.is_empty() {
        "(none)"
    } else {
        &config.label
    };
    [
        format!("sync        {}", sync.name),
        format!("state       {}", sync.keyferry.state),
        format!("source      {}", source(sync)),
        format!("store       {}", config.configuration_url),
        format!("label       {label}"),
        format!("connection  {}", sync.connection.name),
        format!(
            "last whole  {}",
            sync.last_synced_at.as_deref().unwrap_or("never")
        ),
    ]
    .join("\n")
}
