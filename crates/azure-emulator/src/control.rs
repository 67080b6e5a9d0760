//! Everything that can be looked at and changed while an emulator runs.

use std::{collections::BTreeMap, sync::Arc};

use time::Duration;
use uuid::Uuid;

use crate::{
    App, Counters, Directory, FaultRule, Fired, InFlight, ItemSeed, ManagedIdentity, RequestRecord,
    RoleAssignment, Settings, SignerError, StoreConfig, StoreOptions, Tenant, User, Write,
    appconfig::Store, entra::external, faults::FaultBook, world::World,
};

/// There is no store of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no store called '{0}'")]
pub struct UnknownStore(pub String);

/// The controls of an emulator: what the admin face offers, as functions.
#[derive(Clone)]
pub struct Control {
    world: Arc<World>,
}

impl Control {
    pub(crate) fn new(world: Arc<World>) -> Self {
        Self { world }
    }

    /// Adds a fault rule and gives its number.
    #[expect(
        clippy::must_use_candidate,
        reason = "the effect is what most callers want"
    )]
    pub fn add_fault(&self, rule: FaultRule) -> u64 {
        self.world.faults.with(|faults| faults.add(rule))
    }

    /// The rules set, by number.
    #[must_use]
    pub fn faults(&self) -> BTreeMap<u64, FaultRule> {
        self.world
            .faults
            .with(|faults| faults.rules())
            .into_iter()
            .collect()
    }

    /// Takes all rules away; what fired stays listed.
    pub fn clear_faults(&self) {
        self.world.faults.with(FaultBook::clear);
    }

    /// The faults inflicted, in order.
    #[must_use]
    pub fn fired(&self) -> Vec<Fired> {
        self.world.faults.with(|faults| faults.fired())
    }

    /// Requests by kind and status since the last clearing.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.world.traffic.counters()
    }

    /// The latest 4,096 requests, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.world.traffic.requests()
    }

    /// The latest 200,000 accepted writes, oldest first.
    #[must_use]
    pub fn writes(&self) -> Vec<Write> {
        self.world.traffic.writes()
    }

    /// Writes under way.
    #[must_use]
    pub fn in_flight(&self) -> InFlight {
        self.world.traffic.in_flight()
    }

    /// Starts counters, requests, writes and fired faults again from nothing.
    pub fn clear_records(&self) {
        self.world.traffic.clear();
        self.world.faults.with(FaultBook::clear_fired);
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.world.settings()
    }

    /// Changes settings.
    pub fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        self.world.settings.with(change);
    }

    /// Looks at or changes tenants, apps, users, roles and consents.
    pub fn directory<R>(&self, work: impl FnOnce(&mut Directory) -> R) -> R {
        self.world.directory.with(work)
    }

    /// Adds or replaces a tenant.
    pub fn add_tenant(&self, tenant: Tenant) {
        self.directory(|directory| directory.add_tenant(tenant));
    }

    /// Adds or replaces an app registration.
    pub fn add_app(&self, app: App) {
        self.directory(|directory| directory.add_app(app));
    }

    /// Adds or replaces a managed identity.
    pub fn add_identity(&self, identity: ManagedIdentity) {
        self.directory(|directory| directory.add_identity(identity));
    }

    /// A token of an external issuer, for an app with a [`FederatedCredential`]. An issuer that
    /// begins with `/external/` gets the address of the TLS face in front; its metadata and keys
    /// are served there.
    ///
    /// # Errors
    /// [`SignerError`] when the issuers' key cannot be made.
    ///
    /// [`FederatedCredential`]: crate::FederatedCredential
    pub fn federated_token(
        &self,
        issuer: &str,
        subject: &str,
        audience: &str,
        life: Duration,
    ) -> Result<String, SignerError> {
        external::token(&self.world, issuer, subject, audience, life)
    }

    /// Adds or replaces a user.
    pub fn add_user(&self, user: User) {
        self.directory(|directory| directory.add_user(user));
    }

    /// Sets what a principal may do in a store. It acts after [`Settings::role_delay_ms`].
    pub fn assign(&self, assignment: RoleAssignment) {
        let now = self.world.clock.now();
        let acts_from = now + self.settings().role_delay();
        self.directory(|directory| directory.assign_from(assignment, now, acts_from));
    }

    /// Forgets all consents, so that every user is asked again.
    pub fn forget_consents(&self) {
        self.directory(Directory::forget_consents);
    }

    /// Revokes the refresh tokens of one user or of all; gives how many.
    #[expect(
        clippy::must_use_candidate,
        reason = "the effect is what most callers want"
    )]
    pub fn revoke_refresh_tokens(&self, user: Option<Uuid>) -> usize {
        self.world.grants.with(|grants| grants.revoke(user))
    }

    /// The names of the stores and their options.
    #[must_use]
    pub fn stores(&self) -> BTreeMap<String, StoreOptions> {
        self.world.stores.with(|stores| {
            stores
                .iter()
                .map(|(name, store)| (name.clone(), store.options()))
                .collect()
        })
    }

    /// Adds a store, or replaces one with an empty store.
    pub fn add_store(&self, config: StoreConfig) {
        let name = config.name.clone();
        let store = Arc::new(Store::new(config, &self.world.random.token()));
        self.world.stores.with(|stores| stores.insert(name, store));
    }

    /// The tier and the ways in of a store.
    pub fn store_options(&self, store: &str) -> Result<StoreOptions, UnknownStore> {
        Ok(self.store(store)?.options())
    }

    /// Changes the tier and the ways in of a store.
    pub fn set_store_options(
        &self,
        store: &str,
        options: StoreOptions,
    ) -> Result<(), UnknownStore> {
        self.store(store)?.set_options(options);
        Ok(())
    }

    /// Everything in a store, in listing order.
    pub fn items(&self, store: &str) -> Result<Vec<ItemSeed>, UnknownStore> {
        Ok(self.store(store)?.items())
    }

    /// Makes these the only items of a store, with an empty history.
    pub fn replace_items(&self, store: &str, items: Vec<ItemSeed>) -> Result<(), UnknownStore> {
        self.store(store)?.replace(items, self.world.clock.now());
        Ok(())
    }

    /// Writes one item as somebody else would; gives its etag.
    pub fn put_item(&self, store: &str, item: ItemSeed) -> Result<String, UnknownStore> {
        Ok(self.store(store)?.put(item, self.world.clock.now()))
    }

    fn store(&self, name: &str) -> Result<Arc<Store>, UnknownStore> {
        self.world
            .store(name)
            .ok_or_else(|| UnknownStore(name.to_owned()))
    }
}
