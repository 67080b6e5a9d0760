//! What the use cases are given: the database, keys, clock, randomness and outbound HTTP.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use azure::identity::IdentityHost;
use azure::jwt::KeyCache;
use azure::{AllowedHost, Cloud, CloudName, Http};
use model::id::ReplicaId;
use model::{Clock, Entropy, Timestamp};
use seal::RootKey;
use secrecy::SecretString;
use store::{Store, settings};
use thiserror::Error;
use tokio::sync::Notify;
use url::Url;

use crate::Error;
use crate::access::{Guesses, Passwords};
use crate::audit;
use crate::connections::AzureState;
use crate::keyring::{Keyring, Owner, check_of};
use crate::metrics::Metrics;

/// Everything a [`Service`] is made of.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The root key.
    pub root_key: RootKey,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Cryptographic randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Outbound HTTP.
    pub http: Http,
    /// The Azure cloud of this instance.
    pub cloud: Cloud,
    /// Store hosts allowed besides the cloud's own.
    pub allowed_hosts: Vec<AllowedHost>,
    /// The OAuth application, when the operator has configured it.
    pub oauth_client: Option<OAuthClient>,
    /// The identity of the host, when the operator allows connections to use it.
    pub host_identity: Option<HostIdentity>,
    /// The address people reach this instance at.
    pub site_url: Url,
    /// The code that first-run set-up asks for.
    pub setup_code: Option<SecretString>,
    /// Intervals, leases and debounce.
    pub timing: Timing,
}

/// The application that people sign in through.
pub struct OAuthClient {
    /// Its client id.
    pub client_id: String,
    /// Its client secret.
    pub client_secret: SecretString,
}

/// The identity of the machine that Keyferry runs on. All of it is the operator's and the
/// environment's; no form names any of it.
pub struct HostIdentity {
    /// The file with the token of the host's issuer, read anew for each sign-in.
    pub token_file: Option<PathBuf>,
    /// Where Azure's identity service is.
    pub service: IdentityHost,
}

/// Intervals, leases and debounce.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// How long a change waits for further changes (default 1 s).
    pub debounce: Duration,
    /// How often an unchanged destination is looked at (default 1 h).
    pub drift_interval: Duration,
    /// How long a claim of a store lasts without progress (default 60 s).
    pub lease: Duration,
    /// The longest wait between looks for due work (default 15 s).
    pub poll: Duration,
    /// After this long a request that was sent can no longer take effect (default 30 s). Nothing is
    /// sent when less than that is left of a lease.
    pub longest_request: Duration,
    /// How often a connection that works is looked at (default 24 h).
    pub look_interval: Duration,
    /// How soon a connection that does not work is looked at again at first (default 1 min); the
    /// waits grow to sixty times this.
    pub recheck: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            debounce: Duration::from_secs(1),
            drift_interval: Duration::from_hours(1),
            lease: Duration::from_mins(1),
            poll: Duration::from_secs(15),
            longest_request: Duration::from_secs(30),
            look_interval: Duration::from_hours(24),
            recheck: Duration::from_mins(1),
        }
    }
}

/// Why the use cases cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The database was sealed with another key.
    #[error(
        "ENCRYPTION_KEY is not the key this database was sealed with: \
         start with the key it was first started with"
    )]
    WrongKey,
    /// The database failed or holds what cannot be read.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// The use cases' shared state. Cloning is cheap.
#[derive(Clone)]
pub struct Service(Arc<Inner>);

struct Inner {
    parts: Shared,
    keyring: Keyring,
    replica: ReplicaId,
    due: Notify,
    reseal: Notify,
    metrics: Metrics,
    azure: AzureState,
    issuers: KeyCache,
    passwords: Passwords,
    guesses: Guesses,
}

/// [`Parts`] without the root key, which only the keyring holds.
pub(crate) struct Shared {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    pub(crate) http: Http,
    pub(crate) cloud: Cloud,
    pub(crate) allowed_hosts: Vec<AllowedHost>,
    pub(crate) oauth_client: Option<OAuthClient>,
    pub(crate) host_identity: Option<HostIdentity>,
    pub(crate) site_url: Url,
    pub(crate) setup_code: Option<SecretString>,
    pub(crate) timing: Timing,
}

impl Service {
    /// Starts the use cases on a database, after proving that the root key is the one it was
    /// sealed with. A new database gets its organization's data key.
    ///
    /// # Errors
    /// [`StartError::WrongKey`] for another root key, or when the database fails.
    pub async fn start(parts: Parts) -> Result<Self, StartError> {
        Self::start_with_previous(parts, None).await
    }

    /// Starts the use cases with the root key before the current one at hand, too: the database may
    /// be under either, and pass from one to the other while they run.
    ///
    /// # Errors
    /// [`StartError::WrongKey`] when it is under neither, or when the database fails.
    pub async fn start_with_previous(
        parts: Parts,
        previous: Option<RootKey>,
    ) -> Result<Self, StartError> {
        let check = check_of(&parts.root_key);
        let keyring = Keyring::new(parts.root_key, previous);
        let (clock, entropy) = (parts.clock, parts.entropy);
        let tx = parts.store.write().await.map_err(Error::from)?;
        let known = settings::get(&tx, KEY_CHECK).await.map_err(Error::from)?;
        match known.map(|known| keyring.recognises(&known)) {
            Some(Some(0)) => {}
            Some(Some(_)) => tracing::warn!(
                "the database is still under KEYFERRY_PREVIOUS_ENCRYPTION_KEY: \
                 run `keyferry keys rotate`"
            ),
            Some(None) => return Err(StartError::WrongKey),
            None => {
                settings::put(&tx, KEY_CHECK, &check)
                    .await
                    .map_err(Error::from)?;
                keyring
                    .create(&tx, Owner::Organization, &*clock, &*entropy)
                    .await?;
            }
        }
        let replica = ReplicaId::generate(&*clock, &*entropy);
        let key = keyring.digests(&tx, Owner::Organization).await?;
        audit::begin(&tx, &key, replica).await?;
        tx.commit().await.map_err(Error::from)?;
        let parts = Shared {
            store: parts.store.dated_by(Arc::clone(&clock)),
            clock,
            entropy,
            http: parts.http,
            cloud: parts.cloud,
            allowed_hosts: parts.allowed_hosts,
            oauth_client: parts.oauth_client,
            host_identity: parts.host_identity,
            site_url: parts.site_url,
            setup_code: parts.setup_code,
            timing: parts.timing,
        };
        // Only a cloud on this machine has issuers that answer in clear.
        let in_clear = parts.cloud.name() == CloudName::Custom;
        let issuers = KeyCache::new(parts.http.clone(), in_clear);
        Ok(Self(Arc::new(Inner {
            parts,
            keyring,
            replica,
            due: Notify::new(),
            reseal: Notify::new(),
            metrics: Metrics::new(),
            azure: AzureState::default(),
            issuers,
            passwords: Passwords::default(),
            guesses: Guesses::default(),
        })))
    }

    pub(crate) fn parts(&self) -> &Shared {
        &self.0.parts
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.parts.store
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    /// This process, for leases and audit chains.
    pub(crate) fn replica(&self) -> ReplicaId {
        self.0.replica
    }

    /// Wakes the reconciler; to be called after the commit that made something due.
    pub(crate) fn wake(&self) {
        self.0.due.notify_one();
    }

    /// Waits until something may have become due.
    pub(crate) async fn woken(&self) {
        self.0.due.notified().await;
    }

    /// Wakes who seals anew; to be called after the commit that began it.
    pub(crate) fn wake_resealer(&self) {
        self.0.reseal.notify_one();
    }

    /// Waits until everything may have to be sealed anew.
    pub(crate) async fn resealer_woken(&self) {
        self.0.reseal.notified().await;
    }

    /// Where what this process does is counted.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn azure(&self) -> &AzureState {
        &self.0.azure
    }

    /// The keys of those who issue tokens to machines.
    pub(crate) fn issuers(&self) -> &KeyCache {
        &self.0.issuers
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn guesses(&self) -> &Guesses {
        &self.0.guesses
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.parts.clock
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.0.parts.entropy
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock().now()
    }
}

/// The setting that recognises the root key.
pub(crate) const KEY_CHECK: &str = "key-check";
