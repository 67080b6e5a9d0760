//! `keyferry emulator`: Entra ID and App Configuration on loopback, ready to be tried.

use std::{
    io::{self, Write},
    net::IpAddr,
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context;
use azure_emulator::{Config, Demo, Emulator, Tier};
use clap::{Args, ValueEnum};
use serde::Serialize;
use tokio::signal::unix::{SignalKind, signal};

/// Where a local Keyferry expects Entra ID to send people back.
const REDIRECT_URI: &str =
    "http://localhost:8080/organization/app-connections/azure/oauth/callback";

/// Options of `keyferry emulator`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Address to listen on; it must be a loopback address.
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// Port for connection strings and the browser's sign-in pages; 0 takes a free one.
    #[arg(long, default_value_t = 8484)]
    http_port: u16,
    /// Port for clients that sign in with Entra ID; 0 takes a free one.
    #[arg(long, default_value_t = 8443)]
    https_port: u16,
    /// Port for faults, counters and content; 0 takes a free one.
    #[arg(long, default_value_t = 8485)]
    admin_port: u16,
    /// Folder that keeps the certificate authority.
    #[arg(long, value_name = "DIR", default_value = ".keyferry/emulator")]
    data: PathBuf,
    /// Pace of the store: free, developer, standard, premium or unlimited.
    #[arg(long, default_value = "standard")]
    tier: Tier,
    /// Life of an access token, in seconds.
    #[arg(long, value_name = "SECONDS")]
    token_lifetime: Option<u32>,
    /// How long every answer takes, in milliseconds.
    #[arg(long, value_name = "N", default_value_t = 0)]
    latency_ms: u64,
    /// Redirect URI of the OAuth app registration; may be repeated.
    #[arg(long, value_name = "URI", default_values_t = [REDIRECT_URI.to_owned()])]
    redirect_uri: Vec<String>,
    /// How to print what is there to connect to.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

#[derive(Clone, Copy, ValueEnum)]
enum Output {
    /// For people.
    Text,
    /// One line of JSON.
    Json,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let demo = Demo::new(arguments.redirect_uri.clone());
    let data = std::path::absolute(&arguments.data)?;
    let emulator = Emulator::start(config(&arguments, &demo, data))
        .await
        .context("the emulator did not start")?;
    let description = Description::of(&emulator, &demo);
    let text = match arguments.output {
        Output::Text => description.text(),
        Output::Json => serde_json::to_string(&description)?,
    };
    let mut stdout = io::stdout();
    writeln!(stdout, "{text}")?;
    stdout.flush()?;
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    emulator.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

fn config(arguments: &Arguments, demo: &Demo, data: PathBuf) -> Config {
    let mut config = demo.config();
    config.host = arguments.host;
    config.http_port = arguments.http_port;
    config.https_port = arguments.https_port;
    config.admin_port = arguments.admin_port;
    config.data_dir = Some(data);
    config.settings.latency_ms = arguments.latency_ms;
    if let Some(seconds) = arguments.token_lifetime {
        config.settings.token_lifetime_secs = seconds;
    }
    for store in &mut config.stores {
        store.options.tier = arguments.tier;
    }
    config
}

/// Everything a client needs to know. The secrets open nothing but this emulator.
#[derive(Serialize)]
struct Description {
    connection_string: String,
    http_endpoint: String,
    https_endpoint: String,
    admin_endpoint: String,
    authority: String,
    ca_file: Option<PathBuf>,
    tenant_id: String,
    tenant_domain: &'static str,
    oauth_client_id: String,
    oauth_client_secret: &'static str,
    client_id: String,
    client_secret: &'static str,
    owner: &'static str,
    outsider: &'static str,
}

impl Description {
    fn of(emulator: &Emulator, demo: &Demo) -> Self {
        Self {
            connection_string: format!(
                "Endpoint={};Id={};Secret={}",
                emulator.http_url(),
                demo.access_key.id,
                demo.access_key.secret
            ),
            http_endpoint: emulator.http_url(),
            https_endpoint: emulator.https_url(),
            admin_endpoint: emulator.admin_url(),
            authority: emulator.https_url(),
            ca_file: emulator.ca_file().map(Into::into),
            tenant_id: demo.tenant_id.to_string(),
            tenant_domain: demo.tenant_domain,
            oauth_client_id: demo.oauth.client_id.to_string(),
            oauth_client_secret: demo.oauth.client_secret,
            client_id: demo.service.client_id.to_string(),
            client_secret: demo.service.client_secret,
            owner: demo.owner,
            outsider: demo.outsider,
        }
    }

    fn text(&self) -> String {
        let Self {
            connection_string,
            http_endpoint,
            https_endpoint,
            admin_endpoint,
            authority,
            tenant_id,
            tenant_domain,
            oauth_client_id,
            oauth_client_secret,
            client_id,
            client_secret,
            owner,
            outsider,
            ca_file,
        } = self;
        let ca_file = ca_file.as_deref().unwrap_or("-".as_ref()).display();
        format!(
            "Azure emulator: for development only, reachable from this computer only.
Everything is kept in memory and gone when it stops. Ctrl-C stops it.

App Configuration
  connection string   {connection_string}
  endpoint            {https_endpoint}
  without TLS         {http_endpoint}

Microsoft Entra ID
  authority           {authority}
  without TLS         {http_endpoint}
  tenant              {tenant_id} ({tenant_domain})
  service principal   {client_id}
    client secret     {client_secret}
  OAuth app           {oauth_client_id}
    client secret     {oauth_client_secret}
  users               {owner} (Data Owner), {outsider} (no role)

Certificate authority {ca_file}
Faults and counters   {admin_endpoint}"
        )
    }
}
