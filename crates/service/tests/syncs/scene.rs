//! A shop with a store in Azure and a connection to it, ready to be synced.

use std::collections::BTreeMap;

use azure_emulator::{Control, ItemSeed, Kind, StoreOptions, Tier as StoreTier};
use model::id::{ConnectionId, SyncId};
use model::sync::{RunOutcome, SyncOptions, Tier};
use service::connections;
use service::secrets::{self, Place};
use service::syncs::{self, NewSync, Run, RunItem, Sync, reconciler};

use crate::support::{Azure, Shop, key, slug};

pub(crate) struct Scene {
    pub(crate) shop: Shop,
    pub(crate) azure: Azure,
    pub(crate) connection: ConnectionId,
    /// The folder that is synced.
    pub(crate) source: Place,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let (shop, azure) = Shop::open_with_azure().await;
        let unlimited = StoreOptions {
            tier: StoreTier::Unlimited,
            ..StoreOptions::default()
        };
        let control = azure.emulator.control();
        control
            .set_store_options(azure.demo.store, unlimited)
            .unwrap();
        let request = azure.by_client_secret("azure");
        let connection = connections::create(&shop.service, &shop.ada, request)
            .await
            .unwrap()
            .id;
        let source = shop.root("dev");
        Self {
            shop,
            azure,
            connection,
            source,
        }
    }

    /// A shop with these secrets and a sync of them.
    pub(crate) async fn with(values: &[(&str, &str)]) -> (Self, SyncId) {
        let scene = Self::new().await;
        scene.write(values).await;
        let sync = scene.sync("checkout").await;
        (scene, sync)
    }

    /// As [`Scene::with`], after a first run.
    pub(crate) async fn synced(values: &[(&str, &str)]) -> (Self, SyncId) {
        let (scene, sync) = Self::with(values).await;
        assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
        scene.control().clear_records();
        (scene, sync)
    }

    pub(crate) fn request(&self, name: &str) -> NewSync {
        NewSync {
            project: self.shop.project,
            name: slug(name),
            description: None,
            connection: self.connection,
            environment: self.source.environment.clone(),
            path: self.source.path.clone(),
            endpoint: self.azure.store(),
            label: None,
            tier: Tier::Unlimited,
            options: SyncOptions::default(),
            options_as_sent: "{}".to_owned(),
            destination_as_sent: "{}".to_owned(),
            auto_sync: true,
        }
    }

    pub(crate) async fn create(&self, request: NewSync) -> SyncId {
        let made = syncs::create(&self.shop.service, &self.shop.ada, request).await;
        made.unwrap().id
    }

    pub(crate) async fn sync(&self, name: &str) -> SyncId {
        self.create(self.request(name)).await
    }

    pub(crate) async fn with_options(&self, name: &str, options: SyncOptions) -> SyncId {
        self.create(NewSync {
            options,
            ..self.request(name)
        })
        .await
    }

    pub(crate) async fn write(&self, values: &[(&str, &str)]) {
        self.shop.write(&self.source, values).await;
    }

    pub(crate) async fn remove(&self, names: &[&str]) {
        let keys: Vec<_> = names.iter().map(|name| key(name)).collect();
        secrets::delete(&self.shop.service, &self.shop.ada, &self.source, &keys)
            .await
            .unwrap();
    }

    /// Runs everything that is due, this sync at least, and returns what its run did.
    pub(crate) async fn run(&self, sync: SyncId) -> Run {
        let (service, ada) = (&self.shop.service, &self.shop.ada);
        syncs::request_run(service, ada, sync).await.unwrap();
        self.run_due().await;
        self.last_run(sync).await
    }

    /// Runs what is due. Time goes on, so that runs have an order.
    pub(crate) async fn run_due(&self) {
        self.shop.later(1);
        reconciler::run_due_once(&self.shop.service).await.unwrap();
    }

    pub(crate) async fn last_run(&self, sync: SyncId) -> Run {
        let (service, ada) = (&self.shop.service, &self.shop.ada);
        let runs = syncs::runs(service, ada, sync, 1).await.unwrap();
        runs.into_iter().next().unwrap()
    }

    /// What a run did to its keys: the action and why, by key.
    pub(crate) async fn items(
        &self,
        sync: SyncId,
        run: &Run,
    ) -> BTreeMap<String, (String, String)> {
        let items = self.named(sync, run).await.into_iter();
        items
            .map(|item| (item.key, (item.action, item.reason)))
            .collect()
    }

    pub(crate) async fn named(&self, sync: SyncId, run: &Run) -> Vec<RunItem> {
        syncs::run_items(&self.shop.service, &self.shop.ada, sync, run.id)
            .await
            .unwrap()
    }

    pub(crate) async fn state(&self, sync: SyncId) -> Sync {
        syncs::get(&self.shop.service, &self.shop.ada, sync)
            .await
            .unwrap()
    }

    pub(crate) fn control(&self) -> &Control {
        self.azure.emulator.control()
    }

    /// Everything in the store.
    pub(crate) fn everything(&self) -> Vec<ItemSeed> {
        self.control().items(self.azure.demo.store).unwrap()
    }

    /// The values without a label, by key.
    pub(crate) fn values(&self) -> BTreeMap<String, String> {
        let items = self
            .everything()
            .into_iter()
            .filter(|item| item.label.is_none());
        items
            .map(|item| (item.key, item.value.unwrap_or_default()))
            .collect()
    }

    pub(crate) fn there(&self, key: &str) -> Option<ItemSeed> {
        let is_it = |item: &ItemSeed| item.key == key && item.label.is_none();
        self.everything().into_iter().find(is_it)
    }

    /// Writes into the store as somebody else would.
    pub(crate) fn put_there(&self, item: ItemSeed) {
        self.control()
            .put_item(self.azure.demo.store, item)
            .unwrap();
    }

    pub(crate) fn put_value_there(&self, key: &str, value: &str) {
        self.put_there(item(key, value));
    }

    /// Deletes from the store as somebody else would.
    pub(crate) fn delete_there(&self, key: &str) {
        let rest = self
            .everything()
            .into_iter()
            .filter(|item| item.key != key)
            .collect();
        self.control()
            .replace_items(self.azure.demo.store, rest)
            .unwrap();
    }

    /// The requests that arrived since the records were cleared, sign-ins left out, such as
    /// `put 200`.
    pub(crate) fn requests(&self) -> BTreeMap<String, u64> {
        let mut requests = BTreeMap::new();
        for (kind, by_status) in self.control().counters() {
            for (status, count) in by_status {
                if !kind.is_sign_in() {
                    let kind = format!("{kind:?}").to_lowercase();
                    requests.insert(format!("{kind} {status}"), count);
                }
            }
        }
        requests
    }

    /// The `If-Match` that came with each request of a kind, by target.
    pub(crate) fn conditions(&self, kind: Kind) -> Vec<(Option<String>, Option<String>)> {
        let requests = self.control().requests().into_iter();
        requests
            .filter(|request| request.kind == kind)
            .map(|request| (request.if_match, request.if_none_match))
            .collect()
    }
}

pub(crate) fn item(key: &str, value: &str) -> ItemSeed {
    ItemSeed {
        key: key.to_owned(),
        value: Some(value.to_owned()),
        ..ItemSeed::default()
    }
}

/// Keys and values, as [`Scene::values`] gives them.
pub(crate) fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

/// Requests, as [`Scene::requests`] gives them.
pub(crate) fn requests(counts: &[(&str, u64)]) -> BTreeMap<String, u64> {
    counts
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect()
}

/// Run items, as [`Scene::items`] gives them.
pub(crate) fn items(named: &[(&str, &str, &str)]) -> BTreeMap<String, (String, String)> {
    named
        .iter()
        .map(|(key, action, why)| ((*key).to_owned(), ((*action).to_owned(), (*why).to_owned())))
        .collect()
}
