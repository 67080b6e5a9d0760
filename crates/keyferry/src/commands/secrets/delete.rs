//! `keyferry secrets delete`: deletes secrets.

use serde_json::Value;

use crate::cli::Session;
use crate::client::Place;
use crate::exit::{Failure, Outcome};

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The keys
    #[arg(required = true, value_name = "KEY")]
    keys: Vec<String>,
    #[command(flatten)]
    place: Place,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let mut deleted = Vec::new();
    for key in &args.keys {
        deleted.push(
            session
                .client
                .delete_secret(&project.id, &args.place, key)
                .await?,
        );
    }
    session
        .output
        .show(&Value::Array(deleted), |secrets: Vec<Value>| {
            format!("{} deleted", secrets.len())
        })?;
    Ok(Outcome::Done)
}
