//! `keyferry serve` as a process: how soon it is ready, and what memory it holds when idle.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use seal::{RootKey, SystemEntropy};
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use crate::product::{Product, stop};

/// Longest time a server may take to be ready.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two questions whether it is ready.
const ASK_EVERY: Duration = Duration::from_millis(2);

/// One start of the server.
pub(crate) struct Served {
    pub(crate) database: Database,
    /// From the start of the process to the first 200 of `/readyz`.
    pub(crate) ready: Duration,
    /// Resident memory in bytes after some idle seconds; nothing where the system does not tell.
    pub(crate) resident: Option<u64>,
}

/// What a server starts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    /// No database yet: all tables are made.
    New,
    /// The database of an earlier start.
    Existing,
}

/// Starts the server on a new SQLite database, and again on the same.
pub(crate) async fn measure(product: &Product, quick: bool) -> anyhow::Result<Vec<Served>> {
    let idle = Duration::from_secs(if quick { 1 } else { 5 });
    let folder = TempDir::new()?;
    let key = RootKey::generate(&SystemEntropy).1;
    let mut served = Vec::new();
    for database in [Database::New, Database::Existing] {
        let mut start = prepare(product, folder.path(), &key)?;
        let started = Instant::now();
        let mut process = start.process.spawn()?;
        start.wait_until_ready(&mut process).await?;
        let ready = started.elapsed();
        sleep(idle).await;
        served.push(Served {
            database,
            ready,
            resident: resident(&process),
        });
        stop(process).await.context("stopping `keyferry serve`")?;
    }
    Ok(served)
}

/// A start about to be made.
struct Start {
    process: Command,
    readiness: String,
    client: reqwest::Client,
}

fn prepare(product: &Product, folder: &Path, key: &SecretString) -> anyhow::Result<Start> {
    let port = free_port()?;
    let site = format!("http://localhost:{port}");
    let mut process = product.command("serve");
    process
        .current_dir(folder)
        // As it comes, whatever is set on this machine.
        .env_clear()
        .env("SITE_URL", &site)
        .env("HOST", Ipv4Addr::LOCALHOST.to_string())
        .env("PORT", port.to_string())
        .env(
            "DATABASE_URL",
            format!("sqlite://{}", folder.join("keyferry.db").display()),
        )
        .env("ENCRYPTION_KEY", key.expose_secret())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let client = reqwest::Client::builder().no_proxy().build()?;
    Ok(Start {
        process,
        readiness: format!("{site}/readyz"),
        client,
    })
}

impl Start {
    async fn wait_until_ready(&self, process: &mut Child) -> anyhow::Result<()> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            let answer = self.client.get(&self.readiness).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if let Some(status) = process.try_wait()? {
                bail!("`keyferry serve` ended with {status} before it was ready");
            }
            sleep(ASK_EVERY).await;
        }
        bail!(
            "`keyferry serve` was not ready after {} s",
            PATIENCE.as_secs()
        )
    }
}

/// A port that was free a moment ago.
fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

/// `VmRSS` of `/proc`, which only Linux has.
fn resident(process: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id()?)).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
