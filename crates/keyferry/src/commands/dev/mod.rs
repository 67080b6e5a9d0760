//! `keyferry dev`: everything in one process on this machine, for a first look. The server, an Azure
//! emulator, a demo project with sample settings, a connection and a sync; then a table of what
//! arrived, read back by a client of its own. Never for production.

mod account;
mod arrived;
mod demo;
mod folder;
mod machine;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use azure::{Cloud, CustomCloud};
use azure_emulator::{Demo, Emulator};
use model::sync::SyncState;
use secrecy::ExposeSecret;
use server::messages;
use service::OAuthClient;
use store::Location;
use url::Url;

use super::emulator::{self, Description};
use crate::client::Profile;
use crate::environment::Environment;
use crate::exit::{Failure, Outcome};
use crate::instance::{self, Instance};
use crate::output;
use crate::private_file;
use crate::settings::{LogSettings, Settings};
use crate::stop::stop_requested;
use folder::Folder;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Port of the pages and the API
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Port of the emulator for connection strings and the browser's sign-in pages
    #[arg(long, default_value_t = 8484)]
    http_port: u16,
    /// Port of the emulator for clients that sign in with Entra ID
    #[arg(long, default_value_t = 8443)]
    https_port: u16,
    /// Port of the emulator for faults, counters and content
    #[arg(long, default_value_t = 8485)]
    admin_port: u16,
    /// Folder for the database, the key and what other commands need
    #[arg(long, value_name = "DIR", default_value = ".keyferry")]
    folder: PathBuf,
    /// Sync once, show what arrived, and end: with 0 only if the sync was whole
    #[arg(long)]
    once: bool,
}

pub(crate) async fn run(args: Args, env: &Environment) -> Result<Outcome, Failure> {
    instance::start_logging(&LogSettings::read(env, "warn")?)?;
    let stop = stop_requested()?;
    let folder = Folder::open(&args.folder)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let listener = instance::bind(address, "--port").await?;
    let site = site_of(&listener)?;

    let demo = Demo::new(vec![format!(
        "{site}organization/app-connections/azure/oauth/callback"
    )]);
    let emulator = start_emulator(&args, &demo, &folder).await?;
    let settings = settings(&site, &demo, &emulator, &folder)?;
    let instance = Instance::start(settings, listener).await?;
    let outcome = show(&instance, &site, &demo, &emulator, &folder).await;
    if !args.once && outcome.is_ok() {
        stop.await;
    }
    instance.stop().await;
    emulator.shutdown().await;
    outcome
}

/// With port 0 the system chooses; the name stays `localhost`, which browsers treat as secure.
fn site_of(listener: &tokio::net::TcpListener) -> Result<Url, Failure> {
    let port = listener
        .local_addr()
        .map_err(|error| Failure::caused("the port is not known", &error))?
        .port();
    Url::parse(&format!("http://localhost:{port}/"))
        .map_err(|error| Failure::caused("the address of the site", &error))
}

async fn start_emulator(args: &Args, demo: &Demo, folder: &Folder) -> Result<Emulator, Failure> {
    let mut config = demo.config();
    config.http_port = args.http_port;
    config.https_port = args.https_port;
    config.admin_port = args.admin_port;
    config.data_dir = Some(folder.emulator_data());
    Emulator::start(config)
        .await
        .map_err(|error| emulator::refused(&error))
}

fn settings(
    site: &Url,
    demo: &Demo,
    emulator: &Emulator,
    folder: &Folder,
) -> Result<Settings, Failure> {
    let (root_key, key_form) = folder.root_key()?;
    let cloud = Cloud::custom(CustomCloud {
        authority: &emulator.http_url(),
        audience: "https://azconfig.io",
        store_suffix: "azconfig.localhost",
        management: None,
    })
    .map_err(|error| Failure::caused("the emulator's cloud", &error))?;
    Ok(Settings {
        site_url: site.clone(),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, site.port().unwrap_or(80))),
        database: Location::sqlite(folder.database()),
        root_key,
        key_form,
        host_identity: None,
        oauth_client: Some(OAuthClient {
            client_id: demo.oauth.client_id.to_string(),
            client_secret: demo.oauth.client_secret.into(),
        }),
        cloud,
        ca_pem: Some(emulator.ca_pem().as_bytes().to_vec()),
        allowed_hosts: Vec::new(),
        previous_root_key: None,
        setup_code: None,
        trusted_proxies: Vec::new(),
        metrics_token: None,
        rate_limit: None,
        alerts: None,
        audit_anchor_file: None,
    })
}

/// Prepares the demo, waits for its sync, and shows what arrived and how to go on.
async fn show(
    instance: &Instance,
    site: &Url,
    demo: &Demo,
    emulator: &Emulator,
    folder: &Folder,
) -> Result<Outcome, Failure> {
    let service = instance.service();
    let account = account::sign_in(service, instance.setup_code(), folder).await?;
    let prepared = demo::prepare(service, &account.caller, demo, &emulator.http_url()).await?;
    let token = machine::token(service, &account.caller, folder).await?;
    let profile = Profile {
        url: site.as_str().trim_end_matches('/').to_owned(),
        token,
        project: Some(demo::PROJECT.to_owned()),
    };
    profile.write(&folder.profile())?;
    private_file::write(
        &folder.emulator_environment(),
        &Description::of(emulator, demo).environment(),
    )?;

    let sync = demo::settle(service, &account.caller, prepared.sync).await?;
    let arrived = arrived::list(&emulator.http_url(), demo).await?;
    let expected = prepared.keys.len();
    let found = prepared.keys.iter().filter(|key| arrived.has(key)).count();
    output::data(&arrived.table(&prepared.config_keys))?;
    output::data(&format!(
        "\n{found} of {expected} settings arrived in App Configuration (the emulator's, at {}),\n\
         read back by a second client with an access key. The sync {}.\n",
        emulator.http_url(),
        sync.state,
    ))?;
    if let Some(diagnosis) = &sync.diagnosis {
        let message = messages::describe(diagnosis);
        output::say(&format!("{} {}", message.sentence, message.next_step));
    }
    output::data(&farewell(site, &account))?;
    Ok(match sync.state {
        SyncState::Succeeded if found == expected => Outcome::Done,
        SyncState::Succeeded | SyncState::Partial => Outcome::Partial,
        SyncState::Held | SyncState::Paused => Outcome::Held,
        SyncState::Pending | SyncState::Running | SyncState::Failed => Outcome::Failed,
    })
}

fn farewell(site: &Url, account: &account::Account) -> String {
    format!(
        "\nOpen     {site}\n\
         Sign in  {}  {}\n\
         \n\
         Try next, in this folder:\n\
         \x20 keyferry secrets list --env prod\n\
         \x20 keyferry secrets set Checkout:Greeting=Hello --env prod\n\
         \x20 keyferry syncs run {}\n\
         \n\
         This is a demo on this machine: everybody knows the emulator's secrets. Never use it in\n\
         production.\n",
        account.email,
        account.password.expose_secret(),
        demo::SYNC,
    )
}
