//! `keyferry audit verify`: proves the audit log from the database and the key alone. It changes
//! nothing and may run beside a server.

mod report;

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use service::audit::{self, AnchorFile, VerifyError};
use store::{OpenError, Store};

use crate::environment::Environment;
use crate::exit::{Failure, Outcome};
use crate::output::{self, Output};
use crate::settings::DatabaseSettings;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A file of `KEYFERRY_AUDIT_ANCHOR_FILE`, or a server's log in JSON; can be given several times
    #[arg(long = "anchor", value_name = "FILE")]
    anchors: Vec<PathBuf>,
    /// Also open every sealed value, to find those that were altered or moved
    #[arg(long)]
    values: bool,
}

pub(super) async fn run(args: Args, env: &Environment, output: Output) -> Result<Outcome, Failure> {
    let settings = DatabaseSettings::read(env)?;
    let mut anchors = Vec::new();
    for path in &args.anchors {
        anchors.push(read(path)?);
    }
    let store = Store::open_to_read(&settings.database)
        .await
        .map_err(|error| refused(&error))?;
    let report = audit::verify(&store, &settings.root_key, &anchors, args.values)
        .await
        .map_err(|error| impossible(&error))?;
    if output.is_json() {
        output::data(&format!("{:#}", report::json(&report)))?;
    } else {
        output::data(&report::text(&report, !anchors.is_empty()))?;
    }
    Ok(if report.is_clean() {
        Outcome::Done
    } else {
        Outcome::Tampered
    })
}

fn read(path: &Path) -> Result<AnchorFile, Failure> {
    let file = File::open(path)
        .and_then(|file| AnchorFile::read(path.display().to_string(), BufReader::new(file)));
    file.map_err(|error| {
        Failure::caused(
            format!("the anchor file {} cannot be read", path.display()),
            &error,
        )
    })
}

fn refused(error: &OpenError) -> Failure {
    let failure = Failure::caused("the database does not open", error);
    match error {
        OpenError::OtherVersion => failure.hint(
            "use the version of Keyferry that serves this database, or start this one on it once",
        ),
        _ => failure.hint("set DATABASE_URL to what the server has, and run this as its user"),
    }
}

fn impossible(error: &VerifyError) -> Failure {
    let failure = Failure::caused("the log cannot be verified", error);
    match error {
        VerifyError::WrongKey | VerifyError::NoKey => {
            failure.hint("set ENCRYPTION_KEY or ENCRYPTION_KEY_FILE to what the server has")
        }
        VerifyError::Empty => failure.hint("set DATABASE_URL to what the server has"),
        VerifyError::Store(_) => failure,
    }
}
