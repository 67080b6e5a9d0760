//! The built product: where its binary is, and how it is started and stopped.

use std::env;
use std::path::{self, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// Longest time a process may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// The `keyferry` binary.
pub(crate) struct Product(PathBuf);

impl Product {
    /// The binary that was named, or the one beside this one.
    pub(crate) fn find(named: Option<PathBuf>) -> anyhow::Result<Self> {
        let path = match named {
            // It is started from other folders too.
            Some(path) => path::absolute(path)?,
            None => {
                env::current_exe()?.with_file_name(format!("keyferry{}", env::consts::EXE_SUFFIX))
            }
        };
        ensure!(
            path.is_file(),
            "{} is missing: build it with `cargo build --release --workspace`",
            path.display()
        );
        Ok(Self(path))
    }

    /// A command of the binary. Its process dies with its handle.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(&self.0);
        command.arg(name).stdin(Stdio::null()).kill_on_drop(true);
        command
    }
}

/// Asks a process to end, and waits until it has.
pub(crate) async fn stop(mut process: Child) -> anyhow::Result<()> {
    let id = process.id().context("the process has ended before")?;
    let asked = Command::new("kill").arg(id.to_string()).status().await?;
    ensure!(asked.success(), "the process could not be asked to end");
    let status = timeout(PATIENCE, process.wait())
        .await
        .context("it did not end when asked")??;
    ensure!(status.success(), "it ended with {status}");
    Ok(())
}
