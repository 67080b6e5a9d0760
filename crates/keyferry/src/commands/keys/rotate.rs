//! `keyferry keys rotate`: wraps every data key by a new root key, all of them or none.

use std::path::{Path, PathBuf};

use model::clock::SystemClock;
use seal::{RootKey, SystemEntropy};
use secrecy::ExposeSecret;
use serde_json::json;
use service::keys::{self, RotateError, Rotated};
use store::Store;

use super::refused;
use crate::environment::Environment;
use crate::exit::{Failure, Outcome};
use crate::output::{self, Output};
use crate::private_file;
use crate::settings::DatabaseSettings;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A file with the new root key; `ENCRYPTION_KEY` is the old one then
    #[arg(long, value_name = "FILE")]
    new_key_file: Option<PathBuf>,
    /// Leave the root key, and have the server at `--url` seal everything anew under new data keys
    #[arg(long, conflicts_with = "new_key_file")]
    pub(super) reseal: bool,
}

pub(super) async fn run(args: Args, env: &Environment, output: Output) -> Result<Outcome, Failure> {
    let settings = DatabaseSettings::read(env)?;
    let (old, new) = match (args.new_key_file, settings.previous_root_key) {
        (Some(_), Some(_)) => {
            return Err(Failure::new(
                "--new-key-file and KEYFERRY_PREVIOUS_ENCRYPTION_KEY are both given: keep one of them",
            ));
        }
        (Some(path), None) => (settings.root_key, read(&path)?),
        (None, Some(previous)) => (previous, settings.root_key),
        (None, None) => {
            return Err(Failure::new("only one root key is given").hint(
                "name a file with the new one by --new-key-file, or set ENCRYPTION_KEY to it and \
                 KEYFERRY_PREVIOUS_ENCRYPTION_KEY to the old one",
            ));
        }
    };
    // Looked at first: opening it to write would bring the tables to this version's form.
    let looked = Store::open_to_read(&settings.database).await;
    looked.map_err(|error| refused(&error))?;
    let store = Store::open(&settings.database)
        .await
        .map_err(|error| refused(&error))?;
    let rotated = keys::rotate(&store, &old, &new, &SystemClock, &SystemEntropy)
        .await
        .map_err(|error| impossible(&error))?;
    show(rotated, output)?;
    Ok(Outcome::Done)
}

fn read(path: &Path) -> Result<RootKey, Failure> {
    let name = path.display().to_string();
    let text = private_file::read(path)?
        .ok_or_else(|| Failure::new(format!("there is no file {name}")))?;
    match RootKey::parse(text.expose_secret()) {
        Ok((key, _)) => Ok(key),
        Err(error) => Err(Failure::new(format!("{name}: {error}"))),
    }
}

fn show(rotated: Rotated, output: Output) -> Result<(), Failure> {
    let count = match rotated {
        Rotated::Now(count) => count,
        Rotated::Before => 0,
    };
    if output.is_json() {
        let done = json!({ "rewrapped": count, "before": rotated == Rotated::Before });
        return output::data(&format!("{done:#}"));
    }
    output::data(&match rotated {
        Rotated::Now(_) => format!(
            "{count} data keys are under the new root key. Start every server with it in \
             ENCRYPTION_KEY, then destroy the old one, but keep it as long as backups are under it."
        ),
        Rotated::Before => "the database is under the new root key already".to_owned(),
    })
}

fn impossible(error: &RotateError) -> Failure {
    let failure = Failure::caused("the root key stays as it is", error);
    match error {
        RotateError::WrongKey => {
            failure.hint("`keyferry keys status` tells which of two keys the database is under")
        }
        RotateError::Refused(_) => failure.hint("`keyferry audit verify --values` tells the rest"),
        _ => failure,
    }
}
