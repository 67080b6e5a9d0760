//! `keyferry export`: writes a folder's secrets as a configuration file, to standard output or to a
//! file that only its owner can read.

use std::path::PathBuf;

use secrecy::ExposeSecret;

use crate::cli::Session;
use crate::client::Place;
use crate::exit::{Failure, Outcome};
use crate::{output, private_file};

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,
    /// The format
    #[arg(long, value_parser = ["env", "json", "kvset"], default_value = "env")]
    format: String,
    /// What splits keys into levels of hierarchy [default: `:`]
    #[arg(long)]
    separator: Option<String>,
    /// Write to a file instead
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let separator = args.separator.as_deref();
    let text = session
        .client
        .export_file(&project.id, &args.place, &args.format, separator)
        .await?;
    match args.to {
        Some(path) => private_file::write(&path, text.expose_secret())?,
        None => output::data(text.expose_secret())?,
    }
    Ok(Outcome::Done)
}
