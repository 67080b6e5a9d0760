//! A server in this process: the database, the use cases, the faces, and the loops that run syncs,
//! look at connections, deliver alerts and seal anew, started together and stopped in order.

mod anchors;
mod listener;
mod logging;

pub(crate) use listener::bind;
pub(crate) use logging::start as start_logging;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use azure::{Http, HttpOptions};
use model::clock::SystemClock;
use model::entropy::random_bytes;
use model::{Clock, Entropy};
use seal::SystemEntropy;
use secrecy::SecretString;
use server::{Site, State};
use service::connections::{
    alerts::{self, Delivery},
    look::{self, Lookout},
};
use service::keys::reseal::{self, Resealer};
use service::syncs::reconciler::{self, Reconciler};
use service::{Parts, Service, StartError, Timing};
use store::{OpenError, Store};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::exit::Failure;
use crate::settings::Settings;
use anchors::{AnchorFile, Anchors};

/// How long requests under way may take to end.
const DRAIN: Duration = Duration::from_secs(30);

/// A server that runs.
pub(crate) struct Instance {
    service: Service,
    reconciler: Reconciler,
    lookout: Lookout,
    delivery: Option<Delivery>,
    resealer: Resealer,
    anchors: Anchors,
    stop: CancellationToken,
    serving: JoinHandle<std::io::Result<()>>,
    setup_code: SecretString,
}

impl Instance {
    /// Opens the database and starts to serve on the listener.
    pub(crate) async fn start(settings: Settings, listener: TcpListener) -> Result<Self, Failure> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let site = Site::new(&settings.site_url, settings.cloud.authority())
            .map_err(|error| Failure::new(format!("SITE_URL: {error}")))?;
        let http = Http::new(&HttpOptions {
            user_agent: concat!("keyferry/", env!("CARGO_PKG_VERSION")).to_owned(),
            extra_ca_pem: settings.ca_pem,
            ..HttpOptions::default()
        })
        .map_err(|error| Failure::caused("KEYFERRY_AZURE_CA_FILE", &error))?;
        let setup_code = settings
            .setup_code
            .unwrap_or_else(|| new_setup_code(entropy.as_ref()));
        let anchor_file = settings.audit_anchor_file.as_deref();
        let anchor_file = anchor_file.map(AnchorFile::open).transpose()?;
        let store = Store::open(&settings.database)
            .await
            .map_err(|error| refused(&error))?;
        let parts = Parts {
            store,
            root_key: settings.root_key,
            clock: Arc::clone(&clock),
            entropy: Arc::clone(&entropy),
            http,
            cloud: settings.cloud,
            allowed_hosts: settings.allowed_hosts,
            oauth_client: settings.oauth_client,
            host_identity: settings.host_identity,
            site_url: settings.site_url,
            setup_code: Some(setup_code.clone()),
            timing: Timing::default(),
        };
        let service = Service::start_with_previous(parts, settings.previous_root_key)
            .await
            .map_err(|error| wrong_start(&error))?;
        let stop = CancellationToken::new();
        let state = State::new(service.clone(), site, clock, entropy)
            .behind(settings.trusted_proxies)
            .with_metrics_token(settings.metrics_token)
            .with_rate_limit(settings.rate_limit);
        let router = server::router(state);
        let stopped = stop.clone();
        let serving = tokio::spawn(async move {
            axum::serve(
                listener,
                router.into_make_service_with_connect_info::<SocketAddr>(),
            )
            .with_graceful_shutdown(stopped.cancelled_owned())
            .await
        });
        let reconciler = reconciler::start(&service);
        let lookout = look::start(&service);
        let delivery = settings.alerts.map(|to| alerts::start(&service, to));
        let resealer = reseal::start(&service);
        let anchors = Anchors::start(&service, anchor_file);
        Ok(Self {
            service,
            reconciler,
            lookout,
            delivery,
            resealer,
            anchors,
            stop,
            serving,
            setup_code,
        })
    }

    /// The use cases.
    pub(crate) fn service(&self) -> &Service {
        &self.service
    }

    /// What first-run set-up asks for.
    pub(crate) fn setup_code(&self) -> &SecretString {
        &self.setup_code
    }

    /// Takes no more requests, ends those under way, and gives leases back.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        let drained = tokio::time::timeout(DRAIN, self.serving).await;
        self.reconciler.stop().await;
        self.lookout.stop().await;
        if let Some(delivery) = self.delivery {
            delivery.stop().await;
        }
        self.resealer.stop().await;
        self.anchors.stop().await;
        match drained {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => tracing::error!(%error, "the server stopped serving"),
            Ok(Err(error)) => tracing::error!(%error, "the server ended abruptly"),
            Err(_) => tracing::warn!("requests still under way were cut off"),
        }
    }
}

/// 60 bits in groups that a person can type: guessing is hopeless in the time before set-up.
fn new_setup_code(entropy: &dyn Entropy) -> SecretString {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let bytes: [u8; 12] = random_bytes(entropy);
    let letters: Vec<char> = bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-").into()
}

fn refused(error: &OpenError) -> Failure {
    let failure = Failure::caused("the database does not open", error);
    match error {
        OpenError::AlreadyOpen(_) => failure.hint(
            "stop the other Keyferry, or use PostgreSQL (DATABASE_URL=postgres://…) to run several",
        ),
        OpenError::File { .. } => {
            failure.hint("DATABASE_URL must name a file in a folder that Keyferry may write to")
        }
        OpenError::Unreachable { .. } => {
            failure.hint("check DATABASE_URL and that the server runs")
        }
        OpenError::Migration(_) | OpenError::OtherVersion => {
            failure.hint("was it opened by a newer Keyferry before?")
        }
    }
}

fn wrong_start(error: &StartError) -> Failure {
    match error {
        StartError::WrongKey => Failure::new(error).hint(
            "after `keyferry keys rotate` that is the new key; before it, give the old one in \
             KEYFERRY_PREVIOUS_ENCRYPTION_KEY",
        ),
        StartError::Failed(_) => Failure::caused("the server does not start", error),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_set_up_code_can_be_read_aloud() {
        let code = new_setup_code(&SystemEntropy);
        let groups: Vec<_> = code.expose_secret().split('-').collect();
        assert_eq!(groups.len(), 3);
        assert!(groups.iter().all(|group| group.len() == 4), "{groups:?}");
    }
}
