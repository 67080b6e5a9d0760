//! `keyferry secrets get`: one secret's value, for a script or a pair of eyes.

use secrecy::ExposeSecret;

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
    /// An earlier version
    #[arg(long)]
    version: Option<i64>,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let secret = session
        .client
        .secret(&project.id, &args.place, &args.key, args.version)
        .await?;
    session.output.show(&secret, |secret: Secret| {
        format!("{}\n", secret.value.expose_secret())
    })?;
    Ok(Outcome::Done)
}
