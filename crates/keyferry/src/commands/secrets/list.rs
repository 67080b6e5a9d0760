//! `keyferry secrets list`: the secrets of a folder, without values unless asked.

use secrecy::ExposeSecret;

use crate::cli::Session;
use crate::client::{Place, Secret};
use crate::exit::{Failure, Outcome};
use crate::output::table;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,
    /// Show the values; the audit log records it
    #[arg(long)]
    reveal: bool,
    /// Include the folders below
    #[arg(long)]
    recursive: bool,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let secrets = session
        .client
        .secrets(&project.id, &args.place, args.reveal, args.recursive)
        .await?;
    session.output.show(&secrets, |secrets: Vec<Secret>| {
        let rows = secrets.into_iter().map(|secret| {
            let value = if secret.hidden {
                "••••••••".to_owned()
            } else {
                secret.value.expose_secret().to_owned()
            };
            [
                secret.key,
                value,
                secret.keyferry.kind,
                secret.version.to_string(),
            ]
        });
        table(
            ["key", "value", "type", "version"],
            rows,
            "no secrets in this folder",
        )
    })?;
    Ok(Outcome::Done)
}
