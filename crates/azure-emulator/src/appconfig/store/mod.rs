//! One App Configuration store: its options, its items and their history.

mod content;
mod throttle;
mod tier;

use std::sync::atomic::{AtomicU64, Ordering};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tokio::time::Instant;
use uuid::Uuid;

pub(super) use self::content::Content;
use self::throttle::Throttle;
pub use self::tier::{Tier, UnknownTier};
use super::{ItemSeed, KeyValue, problem::Refusal};
use crate::{Rights, shared::Shared};

/// A store to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    /// The name, also the host label under `.azconfig.localhost`.
    pub name: String,
    /// The tenant of the store's subscription: tokens of any other are refused.
    pub tenant_id: Uuid,
    /// Access keys.
    #[serde(default)]
    pub access_keys: Vec<AccessKey>,
    /// What may be changed later.
    #[serde(default)]
    pub options: StoreOptions,
}

impl StoreConfig {
    /// A Standard store without access keys.
    #[must_use]
    pub fn new(name: &str, tenant_id: Uuid) -> Self {
        Self {
            name: name.to_owned(),
            tenant_id,
            access_keys: Vec::new(),
            options: StoreOptions::default(),
        }
    }
}

/// An access key of a store.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessKey {
    /// The key's id (`Id=` of a connection string).
    pub id: String,
    /// The secret in base64 (`Secret=` of a connection string).
    pub secret: String,
    /// Whether it may only read.
    #[serde(default)]
    pub read_only: bool,
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("AccessKey")
            .field("id", &self.id)
            .field("read_only", &self.read_only)
            .finish_non_exhaustive()
    }
}

/// What may be changed about a store while it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoreOptions {
    /// How fast it takes requests.
    pub tier: Tier,
    /// Whether access keys work (`disableLocalAuth` is the opposite).
    pub local_auth: bool,
    /// Whether the store is reachable from outside its private network, where every client of
    /// the emulator is.
    pub public_network: bool,
    /// What a request without any credentials may do; `None` refuses it.
    pub anonymous: Option<Rights>,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            tier: Tier::Standard,
            local_auth: true,
            public_network: true,
            anonymous: None,
        }
    }
}

/// A running store.
pub(crate) struct Store {
    pub(crate) name: String,
    pub(crate) tenant_id: Uuid,
    pub(crate) access_keys: Vec<AccessKey>,
    options: Shared<StoreOptions>,
    throttle: Shared<Throttle>,
    content: Shared<Content>,
    writes: AtomicU64,
}

impl Store {
    /// `salt` makes the etags of this run differ from those of any other.
    pub(crate) fn new(config: StoreConfig, salt: &str) -> Self {
        let content = Content::new(format!("{salt}/{}", config.name));
        Self {
            name: config.name,
            tenant_id: config.tenant_id,
            access_keys: config.access_keys,
            throttle: Shared::new(Throttle::default()),
            options: Shared::new(config.options),
            content: Shared::new(content),
            writes: AtomicU64::new(0),
        }
    }

    pub(crate) fn options(&self) -> StoreOptions {
        self.options.with(|options| options.clone())
    }

    pub(crate) fn set_options(&self, options: StoreOptions) {
        self.options.with(|current| *current = options);
        self.throttle
            .with(|throttle| *throttle = Throttle::default());
    }

    /// Takes one request out of the tier's allowance.
    pub(super) fn throttle(&self, write: bool, now: OffsetDateTime) -> Result<(), Refusal> {
        let tier = self.options.with(|options| options.tier);
        self.throttle
            .with(|throttle| throttle.take(tier, write, now, Instant::now()))
            .map_err(|retry_after_ms| Refusal::Throttled { retry_after_ms })
    }

    /// Reads or changes the items.
    pub(super) fn with_content<R>(&self, work: impl FnOnce(&mut Content) -> R) -> R {
        self.content.with(work)
    }

    /// Notes a change, so that the sync token moves on.
    pub(super) fn count_write(&self) {
        self.writes.fetch_add(1, Ordering::Relaxed);
    }

    /// The `Sync-Token` header: an id, an opaque value and a number that grows with each write.
    pub(super) fn sync_token(&self) -> String {
        let number = 18_000_000 + self.writes.load(Ordering::Relaxed);
        let value = STANDARD.encode(format!("0:5#{number}"));
        format!("zAJw6V16={value};sn={number}")
    }

    /// Everything in the store, in listing order.
    pub(crate) fn items(&self) -> Vec<ItemSeed> {
        self.content
            .with(|content| content.items().map(KeyValue::seed).collect())
    }

    /// Makes these the only items, with an empty history.
    pub(crate) fn replace(&self, items: Vec<ItemSeed>, now: OffsetDateTime) {
        self.content.with(|content| content.replace(items, now));
        self.count_write();
    }

    /// Puts one item as somebody else would, past every check.
    pub(crate) fn put(&self, item: ItemSeed, now: OffsetDateTime) -> String {
        self.count_write();
        self.content.with(|content| content.seed(item, now))
    }
}
