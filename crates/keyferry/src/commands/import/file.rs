//! `keyferry import FILE`: takes a configuration file's settings into a folder.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::cli::Session;
use crate::client::{ImportReport, ImportRequest, Place};
use crate::exit::{Failure, Outcome};
use crate::output;

/// What importing a file takes.
#[derive(Debug, clap::Args)]
pub(super) struct FileArgs {
    /// The file: `.env`, JSON with comments (such as appsettings.json) or KVSet; `-` reads standard input
    #[arg(
        required_unless_present = "from_infisical",
        conflicts_with = "from_infisical"
    )]
    file: Option<PathBuf>,
    /// The environment's slug, such as `prod`
    #[arg(
        long = "env",
        value_name = "ENV",
        required_unless_present = "from_infisical"
    )]
    environment: Option<String>,
    /// The folder
    #[arg(long, value_name = "PATH", default_value = "/")]
    path: String,
    /// What joins levels of hierarchy into one key [default: `:`]
    #[arg(long)]
    separator: Option<String>,
    /// Put before each key
    #[arg(long)]
    prefix: Option<String>,
    /// The format, when the file's name does not tell
    #[arg(long, value_parser = ["env", "json", "kvset"])]
    format: Option<String>,
    /// What the values are: pages show `config` values without being asked
    #[arg(long = "type", value_parser = ["secret", "config"], default_value = "secret")]
    kind: String,
    /// Take `${…}` in values as references; otherwise values are taken as they are
    #[arg(long)]
    expand: bool,
}

impl FileArgs {
    /// The file and where it goes, when a file is to be imported.
    pub(super) fn chosen(&self) -> Option<(PathBuf, Place)> {
        let place = Place {
            environment: self.environment.clone()?,
            path: self.path.clone(),
        };
        Some((self.file.clone()?, place))
    }
}

pub(super) async fn run(
    args: FileArgs,
    file: &Path,
    place: &Place,
    dry_run: bool,
    session: &Session,
) -> Result<Outcome, Failure> {
    let request = ImportRequest {
        name: name_of(file),
        bytes: read(file)?,
        format: args.format,
        separator: args.separator,
        prefix: args.prefix,
        kind: args.kind,
        expand: args.expand,
        dry_run,
    };
    let project = session.project().await?;
    let report = session
        .client
        .import_file(&project.id, place, &request)
        .await?;
    session.output.show(&report, |report: ImportReport| {
        for note in &report.notes {
            output::say(&format!("note: {note}"));
        }
        summary(&report, request.dry_run)
    })?;
    Ok(Outcome::Done)
}

/// The file's name alone: where it lies on this machine is nobody else's business.
fn name_of(file: &Path) -> String {
    file.file_name()
        .unwrap_or(file.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        return match io::stdin().lock().read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(Failure::caused("standard input cannot be read", &error)),
        };
    }
    fs::read(file)
        .map_err(|error| Failure::caused(format!("{} cannot be read", file.display()), &error))
}

fn summary(report: &ImportReport, dry_run: bool) -> String {
    let (created, updated) = (report.created.len(), report.updated.len());
    if dry_run {
        for key in &report.created {
            output::say(&format!("new: {key}"));
        }
        for key in &report.updated {
            output::say(&format!("changed: {key}"));
        }
    }
    let verb = if dry_run { "would be " } else { "" };
    format!(
        "{created} {verb}created, {updated} {verb}updated, {} unchanged",
        report.unchanged
    )
}
