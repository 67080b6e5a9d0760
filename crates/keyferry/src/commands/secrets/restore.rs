//! `keyferry secrets restore`: gives a secret the value of one of its versions again.

use crate::cli::Session;
use crate::client::{Place, Secret};
use crate::exit::{Failure, Outcome};

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The key
    key: String,
    #[command(flatten)]
    place: Place,
    /// The version to restore, as `keyferry secrets versions` lists it
    #[arg(long)]
    version: i64,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let (version, key) = (args.version, &args.key);
    let restored = session
        .client
        .restore_version(&project.id, &args.place, key, version)
        .await?;
    session.output.show(&restored, |secret: Secret| {
        format!("restored version {version} as version {}", secret.version)
    })?;
    Ok(Outcome::Done)
}
