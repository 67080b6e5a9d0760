//! What an emulator is started with, and the settings that may change while it runs.

use std::{
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Clock, Directory, StoreConfig};

/// Everything [`Emulator::start`](crate::Emulator::start) needs.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address to bind; anything but loopback is refused.
    pub host: IpAddr,
    /// Port of the plain face (HMAC, anonymous, the browser's pages). 0 takes a free one.
    pub http_port: u16,
    /// Port of the TLS face (Microsoft's SDKs refuse tokens over http). 0 takes a free one.
    pub https_port: u16,
    /// Port of the admin face. 0 takes a free one.
    pub admin_port: u16,
    /// Where the certificate authority is kept, as `ca.pem` and `ca-key.pem`, and what apps
    /// without a secret prove themselves with, as `client-certificate.pem` and
    /// `federated-token`. Without a folder each start makes a new authority.
    pub data_dir: Option<PathBuf>,
    /// Tenants, apps, users and who may do what.
    pub directory: Directory,
    /// The app that gets a certificate at start.
    pub certificate_for: Option<Uuid>,
    /// The app whose first federated credential gets a token at start, if there is a folder.
    pub federated_token_for: Option<Uuid>,
    /// The stores. The first answers on the plain ports, each as `{name}.azconfig.localhost`.
    pub stores: Vec<StoreConfig>,
    /// The settings to begin with.
    pub settings: Settings,
    /// What time it is.
    pub clock: Clock,
}

impl Config {
    /// Free ports on loopback, one store, an empty directory.
    #[must_use]
    pub fn new(store: StoreConfig, directory: Directory) -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            http_port: 0,
            https_port: 0,
            admin_port: 0,
            data_dir: None,
            directory,
            certificate_for: None,
            federated_token_for: None,
            stores: vec![store],
            settings: Settings::default(),
            clock: Clock::system(),
        }
    }
}

/// Behaviour that may be changed while the emulator runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches that do not depend on each other"
)]
pub struct Settings {
    /// How long every answer takes at least, in milliseconds. Requests wait side by side.
    pub latency_ms: u64,
    /// Life of an access token in seconds.
    pub token_lifetime_secs: u32,
    /// Whether a used refresh token dies at once. Entra ID lets it live.
    pub refresh_tokens_single_use: bool,
    /// Whether a PUT that changes nothing keeps the etag, as in Microsoft's emulator.
    pub equal_put_is_noop: bool,
    /// Whether a full last page carries a link to an empty one, as in Microsoft's emulator.
    pub link_after_full_page: bool,
    /// Whether access tokens are taken over http. Azure never does.
    pub bearer_over_http: bool,
    /// How long a role assignment waits before it acts, in milliseconds. In Azure it may be
    /// 15 minutes.
    pub role_delay_ms: u64,
    /// What the answers to a sign-in lie about, so that a client can be seen to notice.
    pub forgery: Option<Forgery>,
    /// App Configuration's audiences in the cloud that is emulated, without a trailing slash.
    /// Those of every cloud, unless changed.
    pub audiences: Vec<String>,
}

/// Something a sign-in's answer may be wrong about. But for the last it is a claim of the
/// id token, whose signature stays good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forgery {
    /// Another authority's `iss`.
    Issuer,
    /// Another tenant's `tid`, and the `iss` that goes with it.
    Tenant,
    /// Another app's `aud`.
    Audience,
    /// Another sign-in's `nonce`.
    Nonce,
    /// No `nonce`.
    NoNonce,
    /// An `exp` that has passed.
    Expired,
    /// The redirect carries another authority's `iss` (RFC 9207).
    RedirectIssuer,
}

/// App Configuration's audiences: public, US Government, China and France.
const AUDIENCES: [&str; 7] = [
    "https://appconfig.azure.com",
    "https://azconfig.io",
    "https://appconfig.azure.us",
    "https://azconfig.azure.us",
    "https://appconfig.azure.cn",
    "https://azconfig.azure.cn",
    "https://appconfig.sovcloud-api.fr",
];

impl Default for Settings {
    fn default() -> Self {
        Self {
            latency_ms: 0,
            token_lifetime_secs: 3599,
            refresh_tokens_single_use: false,
            equal_put_is_noop: true,
            link_after_full_page: false,
            bearer_over_http: true,
            role_delay_ms: 0,
            forgery: None,
            audiences: AUDIENCES.map(str::to_owned).to_vec(),
        }
    }
}

impl Settings {
    pub(crate) fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms)
    }

    pub(crate) fn role_delay(&self) -> Duration {
        Duration::from_millis(self.role_delay_ms)
    }

    /// Whether App Configuration has this audience in the cloud that is emulated.
    pub(crate) fn has_audience(&self, audience: &str) -> bool {
        self.audiences
            .iter()
            .any(|known| known.eq_ignore_ascii_case(audience))
    }
}
