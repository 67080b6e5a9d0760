//! `keyferry emulator` as a process of its own, so that its work does not count as the client's.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::Context;
use azure_emulator::{Counters, ItemSeed};
use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;

use crate::product::Product;
use crate::syncs::Pace;

/// The emulator's store.
const STORE: &str = "demo";

/// A running emulator; it ends with its handle.
pub(crate) struct Emulator {
    /// How to reach it.
    pub(crate) described: Description,
    admin: reqwest::Client,
    _process: Child,
    _folder: TempDir,
}

/// What the emulator says of itself.
#[derive(Deserialize)]
pub(crate) struct Description {
    pub(crate) connection_string: String,
    pub(crate) http_endpoint: String,
    pub(crate) https_endpoint: String,
    pub(crate) admin_endpoint: String,
    pub(crate) authority: String,
    pub(crate) ca_file: PathBuf,
    pub(crate) tenant_id: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
}

/// What arrived at the store, counted there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arrived {
    /// Requests to the store, those refused included; sign-ins are not among them.
    pub(crate) requests: u64,
    /// Those answered 429.
    pub(crate) throttled: u64,
    /// Those answered 304, without a body.
    pub(crate) not_modified: u64,
}

impl Emulator {
    /// Starts one with a store of this pace, whose every answer takes this long.
    pub(crate) async fn start(
        product: &Product,
        pace: Pace,
        latency_ms: u32,
    ) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let mut process = product
            .command("emulator")
            .args(["--http-port", "0", "--https-port", "0", "--admin-port", "0"])
            .args(["--tier", &pace.to_string()])
            .args(["--latency-ms", &latency_ms.to_string()])
            .arg("--data")
            .arg(folder.path())
            .args(["--output", "json"])
            .stdout(Stdio::piped())
            .spawn()
            .context("the emulator did not start")?;
        let stdout = process
            .stdout
            .take()
            .context("the emulator has no output")?;
        let said = BufReader::new(stdout).lines().next_line().await?;
        let described = serde_json::from_str(&said.context("the emulator said nothing")?)?;
        let admin = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self {
            described,
            admin,
            _process: process,
            _folder: folder,
        })
    }

    /// The connection string for the port with TLS.
    pub(crate) fn tls_connection_string(&self) -> String {
        let Description {
            connection_string,
            http_endpoint,
            https_endpoint,
            ..
        } = &self.described;
        connection_string.replacen(http_endpoint.as_str(), https_endpoint, 1)
    }

    /// Forgets what arrived so far.
    pub(crate) async fn forget_arrivals(&self) -> anyhow::Result<()> {
        self.admin
            .delete(self.at("/records"))
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }

    /// What arrived since the last forgetting.
    pub(crate) async fn arrived(&self) -> anyhow::Result<Arrived> {
        let answer = self
            .admin
            .get(self.at("/counters"))
            .send()
            .await?
            .error_for_status()?;
        Ok(Arrived::count(&answer.json().await?))
    }

    /// The values that the store holds under a label, by key.
    pub(crate) async fn values(&self, label: &str) -> anyhow::Result<BTreeMap<String, String>> {
        let items = self.at(&format!("/stores/{STORE}/items"));
        let answer = self.admin.get(items).send().await?.error_for_status()?;
        let items: Vec<ItemSeed> = answer.json().await?;
        let items = items
            .into_iter()
            .filter(|item| item.label.as_deref() == Some(label));
        Ok(items
            .map(|item| (item.key, item.value.unwrap_or_default()))
            .collect())
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.described.admin_endpoint)
    }
}

impl Arrived {
    fn count(counters: &Counters) -> Self {
        let of_store = || counters.iter().filter(|(kind, _)| !kind.is_sign_in());
        let with = |status: &str| of_store().filter_map(|(_, by)| by.get(status)).sum();
        Self {
            requests: of_store().flat_map(|(_, by)| by.values()).sum(),
            throttled: with("429"),
            not_modified: with("304"),
        }
    }
}
