//! Starting and stopping an emulator.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::Router;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    Config, Control, admin,
    appconfig::Store,
    credentials,
    entra::{Grants, Signer, SignerError},
    faults::FaultBook,
    managed_identity,
    origins::Origins,
    random::Random,
    shared::Shared,
    tls::{Authority, TlsError},
    traffic::Traffic,
    wire::{Doorstep, Face, Line, carry},
    world::World,
};

/// Why an emulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is reachable from other machines.
    #[error("{0} is not a loopback address; the emulator serves this computer only")]
    NotLoopback(IpAddr),
    /// The list of stores is empty.
    #[error("an emulator needs at least one store")]
    NoStore,
    /// A port could not be bound.
    #[error("port {port} of {host} could not be opened")]
    Bind {
        /// The address.
        host: IpAddr,
        /// The port.
        port: u16,
        /// What went wrong.
        source: io::Error,
    },
    /// The certificates.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The signing key.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

/// A running emulator. Dropping it stops it.
pub struct Emulator {
    control: Control,
    origins: Origins,
    admin: SocketAddr,
    ca_pem: String,
    ca_file: Option<PathBuf>,
    client_certificate: Option<String>,
    federated_token_file: Option<PathBuf>,
    stop: DropGuard,
    serving: Vec<JoinHandle<()>>,
}

impl Emulator {
    /// Binds the three ports and starts to serve.
    pub async fn start(mut config: Config) -> Result<Self, StartError> {
        if !config.host.is_loopback() {
            return Err(StartError::NotLoopback(config.host));
        }
        let client_certificate = credentials::certify(&mut config)?;
        let default_store = config
            .stores
            .first()
            .ok_or(StartError::NoStore)?
            .name
            .clone();
        let authority = Authority::open(config.data_dir.as_deref())?;
        let acceptor = authority.acceptor()?;
        let (plain, plain_address) = bind(config.host, config.http_port).await?;
        let (secure, secure_address) = bind(config.host, config.https_port).await?;
        let (controls, controls_address) = bind(config.host, config.admin_port).await?;

        let origins = Origins {
            http: plain_address,
            https: secure_address,
        };
        let random = Random::default();
        let salt = random.token();
        let stores = config.stores.into_iter();
        let world = Arc::new(World {
            clock: config.clock,
            origins,
            signer: Signer::of_process()?,
            settings: Shared::new(config.settings),
            directory: Shared::new(config.directory),
            grants: Shared::new(Grants::default()),
            faults: Shared::new(FaultBook::default()),
            traffic: Traffic::default(),
            stores: Shared::new(
                stores
                    .map(|store| (store.name.clone(), Arc::new(Store::new(store, &salt))))
                    .collect(),
            ),
            default_store,
            random,
        });
        let control = Control::new(Arc::clone(&world));
        let federated_token_file = match (&config.data_dir, config.federated_token_for) {
            (Some(folder), Some(app)) => credentials::write_federated_token(&control, folder, app)?,
            _ => None,
        };
        let stop = CancellationToken::new();
        let face = |secure| {
            Router::new().fallback(carry).with_state(Face {
                world: Arc::clone(&world),
                secure,
            })
        };
        let serving = vec![
            serve(
                Doorstep::open(plain, plain_address, None, stop.clone()),
                face(false),
                &stop,
            ),
            serve(
                Doorstep::open(secure, secure_address, Some(acceptor), stop.clone()),
                face(true),
                &stop,
            ),
            serve(
                Doorstep::open(controls, controls_address, None, stop.clone()),
                admin::router(control.clone()),
                &stop,
            ),
        ];
        Ok(Self {
            control,
            origins,
            admin: controls_address,
            ca_pem: authority.pem().to_owned(),
            ca_file: config.data_dir.map(|folder| folder.join("ca.pem")),
            client_certificate,
            federated_token_file,
            stop: stop.drop_guard(),
            serving,
        })
    }

    /// Everything that can be looked at and changed while it runs.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// Where the plain face listens.
    #[must_use]
    pub fn http_address(&self) -> SocketAddr {
        self.origins.http
    }

    /// Where the TLS face listens.
    #[must_use]
    pub fn https_address(&self) -> SocketAddr {
        self.origins.https
    }

    /// Where the admin face listens.
    #[must_use]
    pub fn admin_address(&self) -> SocketAddr {
        self.admin
    }

    /// `http://127.0.0.1:port`: the default store and Entra ID, plain.
    #[must_use]
    pub fn http_url(&self) -> String {
        self.origins.http()
    }

    /// `https://localhost:port`: the default store and Entra ID, over TLS.
    #[must_use]
    pub fn https_url(&self) -> String {
        self.origins.https()
    }

    /// `http://127.0.0.1:port` of the admin face.
    #[must_use]
    pub fn admin_url(&self) -> String {
        format!("http://{}", self.admin)
    }

    /// The certificate authority to trust, as PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The file with the certificate authority, when there is a data folder.
    #[must_use]
    pub fn ca_file(&self) -> Option<&Path> {
        self.ca_file.as_deref()
    }

    /// Key and certificate, as PEM, of the app that [`Config::certificate_for`] names.
    #[must_use]
    pub fn client_certificate_pem(&self) -> Option<&str> {
        self.client_certificate.as_deref()
    }

    /// The file with them, when there is a data folder.
    #[must_use]
    pub fn client_certificate_file(&self) -> Option<PathBuf> {
        let folder = self.ca_file.as_deref()?.parent()?;
        self.client_certificate
            .as_ref()
            .map(|_| folder.join("client-certificate.pem"))
    }

    /// The file with an external token for the app that [`Config::federated_token_for`] names,
    /// when there is a data folder. It is good for 30 days.
    #[must_use]
    pub fn federated_token_file(&self) -> Option<&Path> {
        self.federated_token_file.as_deref()
    }

    /// App Service's endpoint of managed identity (`IDENTITY_ENDPOINT`). A virtual machine's is
    /// under [`Emulator::http_url`] (`AZURE_POD_IDENTITY_AUTHORITY_HOST`).
    #[must_use]
    pub fn identity_endpoint(&self) -> String {
        format!("{}{}", self.http_url(), managed_identity::APP_SERVICE)
    }

    /// What App Service's endpoint wants in `X-IDENTITY-HEADER` (`IDENTITY_HEADER`).
    #[must_use]
    pub fn identity_header(&self) -> &'static str {
        managed_identity::IDENTITY_HEADER
    }

    /// Stops accepting, lets requests under way end and waits for that.
    pub async fn shutdown(self) {
        drop(self.stop);
        for task in self.serving {
            // A task that panicked has stopped as well.
            let _ = task.await;
        }
    }
}

async fn bind(host: IpAddr, port: u16) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Bind { host, port, source };
    let listener = TcpListener::bind((host, port)).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

fn serve(door: Doorstep, router: Router, stop: &CancellationToken) -> JoinHandle<()> {
    let stop = stop.clone();
    tokio::spawn(async move {
        let service = router.into_make_service_with_connect_info::<Line>();
        let serving = axum::serve(door, service)
            .with_graceful_shutdown(async move { stop.cancelled().await });
        if let Err(error) = serving.await {
            tracing::error!(%error, "the emulator stopped serving");
        }
    })
}
