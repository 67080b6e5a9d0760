//! `keyferry secrets versions`: who changed a secret and when, without values unless asked.

use secrecy::ExposeSecret;

use crate::cli::Session;
use crate::client::{Place, Version, VersionPage};
use crate::exit::{Failure, Outcome};
use crate::output::table;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The key
    key: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    page: VersionPage,
    /// Show the values; the audit log records it
    #[arg(long)]
    reveal: bool,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let versions = session
        .client
        .versions(&project.id, &args.place, &args.key, args.page, args.reveal)
        .await?;
    session.output.show(&versions, |versions: Vec<Version>| {
        let rows = versions.into_iter().map(|version| {
            let value = if version.hidden {
                "••••••••".to_owned()
            } else {
                version.value.expose_secret().to_owned()
            };
            let restored = version.keyferry.restored_version;
            [
                version.number.to_string(),
                value,
                version.actor.name,
                version.created_at,
                restored
                    .map(|number| number.to_string())
                    .unwrap_or_default(),
            ]
        });
        table(
            ["version", "value", "by", "at", "restored"],
            rows,
            "no versions this old",
        )
    })?;
    Ok(Outcome::Done)
}
