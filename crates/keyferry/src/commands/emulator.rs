//! `keyferry emulator`: Entra ID and App Configuration on loopback, ready to be tried.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use azure_emulator::{Config, Demo, Emulator, StartError, Tier};
use clap::Args;
use serde::Serialize;

use crate::exit::{Failure, Outcome};
use crate::output::{self, Output};
use crate::stop::stop_requested;

/// Where a local Keyferry expects Entra ID to send people back.
const REDIRECT_URI: &str =
    "http://localhost:8080/organization/app-connections/azure/oauth/callback";

/// Options of `keyferry emulator`.
#[derive(Debug, Args)]
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
    /// Folder that keeps the certificate authority, a client certificate and an external token.
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
}

pub(crate) async fn run(arguments: Arguments, output: Output) -> Result<Outcome, Failure> {
    let demo = Demo::new(arguments.redirect_uri.clone());
    let data = std::path::absolute(&arguments.data).map_err(|error| {
        Failure::caused(format!("{} is no folder", arguments.data.display()), &error)
    })?;
    let emulator = Emulator::start(config(&arguments, &demo, data))
        .await
        .map_err(|error| refused(&error))?;
    let description = Description::of(&emulator, &demo);
    let stop = stop_requested()?;
    if output.is_json() {
        let json = serde_json::to_string(&description)
            .map_err(|error| Failure::caused("the description cannot be written", &error))?;
        output::data(&json)?;
    } else {
        output::data(&description.text())?;
    }
    stop.await;
    emulator.shutdown().await;
    Ok(Outcome::Done)
}

/// Why the emulator does not start, and which flag helps.
pub(crate) fn refused(error: &StartError) -> Failure {
    let failure = Failure::caused("the emulator does not start", error);
    match error {
        StartError::Bind { .. } => {
            failure.hint("choose other ports with --http-port, --https-port and --admin-port")
        }
        _ => failure,
    }
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

/// A file's path, or nothing where there is none.
fn shown(file: Option<&Path>) -> std::path::Display<'_> {
    file.unwrap_or("".as_ref()).display()
}

/// Everything a client needs to know. The secrets open nothing but this emulator.
#[derive(Serialize)]
pub(crate) struct Description {
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
    certificate_client_id: String,
    client_certificate_file: Option<PathBuf>,
    federated_client_id: String,
    federated_token_file: Option<PathBuf>,
    identity_authority: String,
    identity_endpoint: String,
    identity_header: &'static str,
    system_identity: String,
    user_identity: String,
    owner: &'static str,
    outsider: &'static str,
    neighbour_tenant_id: String,
    neighbour_user: &'static str,
}

impl Description {
    pub(crate) fn of(emulator: &Emulator, demo: &Demo) -> Self {
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
            certificate_client_id: demo.certificate.to_string(),
            client_certificate_file: emulator.client_certificate_file(),
            federated_client_id: demo.federated.client_id.to_string(),
            federated_token_file: emulator.federated_token_file().map(Into::into),
            identity_authority: emulator.http_url(),
            identity_endpoint: emulator.identity_endpoint(),
            identity_header: emulator.identity_header(),
            system_identity: demo.system_identity.to_string(),
            user_identity: demo.user_identity.to_string(),
            owner: demo.owner,
            outsider: demo.outsider,
            neighbour_tenant_id: demo.neighbour.tenant_id.to_string(),
            neighbour_user: demo.neighbour.user,
        }
    }

    /// Lines for a shell or an `.env` reader, by the names that Microsoft's SDKs know.
    pub(crate) fn environment(&self) -> String {
        let ca_file = shown(self.ca_file.as_deref());
        let certificate = shown(self.client_certificate_file.as_deref());
        let token = shown(self.federated_token_file.as_deref());
        format!(
            "AZURE_APPCONFIG_CONNECTION_STRING='{}'
AZURE_APPCONFIG_ENDPOINT='{}'
AZURE_APPCONFIG_HTTP_ENDPOINT='{}'
AZURE_AUTHORITY_HOST='{}'
AZURE_TENANT_ID='{}'
AZURE_CLIENT_ID='{}'
AZURE_CLIENT_SECRET='{}'
AZURE_POD_IDENTITY_AUTHORITY_HOST='{}'
IDENTITY_ENDPOINT='{}'
IDENTITY_HEADER='{}'
EMULATOR_CERTIFICATE_CLIENT_ID='{}'
EMULATOR_CERTIFICATE_FILE='{certificate}'
EMULATOR_FEDERATED_CLIENT_ID='{}'
EMULATOR_FEDERATED_TOKEN_FILE='{token}'
EMULATOR_ADMIN_ENDPOINT='{}'
EMULATOR_CA_FILE='{ca_file}'
",
            self.connection_string,
            self.https_endpoint,
            self.http_endpoint,
            self.authority,
            self.tenant_id,
            self.client_id,
            self.client_secret,
            self.identity_authority,
            self.identity_endpoint,
            self.identity_header,
            self.certificate_client_id,
            self.federated_client_id,
            self.admin_endpoint,
        )
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
            certificate_client_id,
            client_certificate_file,
            federated_client_id,
            federated_token_file,
            identity_authority: _,
            identity_endpoint,
            identity_header,
            system_identity,
            user_identity,
            owner,
            outsider,
            neighbour_tenant_id,
            neighbour_user,
            ca_file,
        } = self;
        let ca_file = shown(ca_file.as_deref());
        let certificate = shown(client_certificate_file.as_deref());
        let token = shown(federated_token_file.as_deref());
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
  with a certificate  {certificate_client_id}
    key and certificate {certificate}
  with federation     {federated_client_id}
    token file        {token}
  OAuth app           {oauth_client_id}
    client secret     {oauth_client_secret}
  users               {owner} (Data Owner), {outsider} (no role)
  another tenant      {neighbour_tenant_id} ({neighbour_user})

Managed identity
  virtual machine     {http_endpoint}
  App Service         {identity_endpoint}
    header            {identity_header}
  system-assigned     {system_identity} (Data Owner)
  user-assigned       {user_identity} (Data Reader)

Certificate authority {ca_file}
Faults and counters   {admin_endpoint}"
        )
    }
}
