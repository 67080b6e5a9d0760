//! The same keys by Microsoft's own command, `az appconfig kv import`, where it is installed.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::ensure;
use tempfile::TempDir;
use tokio::process::Command;

use crate::emulator::{Arrived, Emulator};
use crate::product::Product;
use crate::syncs::{LATENCIES_MS, Pace, settings};

const LABEL: &str = "az";

/// What an import cost.
pub(crate) struct Imported {
    pub(crate) latency_ms: u32,
    pub(crate) case: Case,
    pub(crate) arrived: Arrived,
    /// From the start of the command to its end.
    pub(crate) taken: Duration,
    /// Whether the store holds afterwards what the file does.
    pub(crate) right: bool,
}

/// One kind of import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// All keys are new.
    New,
    /// The same file again.
    Unchanged,
}

/// Measures imports into a store without pace; nothing where the command is missing.
pub(crate) async fn measure(
    product: &Product,
    az: &Path,
    keys: u32,
) -> anyhow::Result<Option<Vec<Imported>>> {
    let folder = TempDir::new()?;
    if !is_installed(az, folder.path()).await {
        return Ok(None);
    }
    let values = settings(keys);
    let file = folder.path().join("settings.json");
    std::fs::write(&file, serde_json::to_vec(&values)?)?;
    let mut imported = Vec::new();
    for latency_ms in LATENCIES_MS {
        let emulator = Emulator::start(product, Pace::Unlimited, latency_ms).await?;
        for case in [Case::New, Case::Unchanged] {
            emulator.forget_arrivals().await?;
            let taken = import(az, &emulator, folder.path(), &file).await?;
            imported.push(Imported {
                latency_ms,
                case,
                arrived: emulator.arrived().await?,
                taken,
                right: emulator.values(LABEL).await? == values,
            });
        }
    }
    Ok(Some(imported))
}

/// Asking also lets the command make its files, which it does once for each settings folder.
async fn is_installed(az: &Path, folder: &Path) -> bool {
    command(az, folder)
        .args(["appconfig", "--help"])
        .status()
        .await
        .is_ok_and(|s| s.success())
}

async fn import(
    az: &Path,
    emulator: &Emulator,
    folder: &Path,
    file: &Path,
) -> anyhow::Result<Duration> {
    let mut command = command(az, folder);
    command
        .args(["appconfig", "kv", "import", "--yes", "--only-show-errors"])
        .args([
            "--source", "file", "--format", "json", "--label", LABEL, "--path",
        ])
        .arg(file)
        .args(["--connection-string", &emulator.tls_connection_string()])
        .env("REQUESTS_CA_BUNDLE", &emulator.described.ca_file);
    let started = Instant::now();
    let status = command.status().await?;
    ensure!(
        status.success(),
        "`az appconfig kv import` ended with {status}"
    );
    Ok(started.elapsed())
}

/// The command with settings of its own, so that a person's stay as they are.
fn command(az: &Path, folder: &Path) -> Command {
    let mut command = Command::new(az);
    command
        .env("AZURE_CONFIG_DIR", folder)
        .env("AZURE_CORE_COLLECT_TELEMETRY", "no")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true);
    command
}
