//! The state all faces share.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    Clock, Directory, Settings,
    appconfig::Store,
    entra::{Grants, Signer},
    faults::FaultBook,
    origins::Origins,
    random::Random,
    shared::Shared,
    traffic::Traffic,
};

/// Host suffix under which each store has a name of its own.
pub(crate) const STORE_SUFFIX: &str = ".azconfig.localhost";

pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) origins: Origins,
    pub(crate) signer: &'static Signer,
    pub(crate) settings: Shared<Settings>,
    pub(crate) directory: Shared<Directory>,
    pub(crate) grants: Shared<Grants>,
    pub(crate) faults: Shared<FaultBook>,
    pub(crate) traffic: Traffic,
    pub(crate) stores: Shared<BTreeMap<String, Arc<Store>>>,
    /// The store that answers on the plain ports.
    pub(crate) default_store: String,
}

impl World {
    pub(crate) fn settings(&self) -> Settings {
        self.settings.with(|settings| settings.clone())
    }

    pub(crate) fn store(&self, name: &str) -> Option<Arc<Store>> {
        self.stores.with(|stores| stores.get(name).cloned())
    }

    /// The store that `host` (a name with or without port) stands for.
    pub(crate) fn store_at(&self, host: &str) -> Option<Arc<Store>> {
        self.store(&self.store_name_at(host))
    }

    /// The name of the store that `host` stands for, whether it exists or not.
    pub(crate) fn store_name_at(&self, host: &str) -> String {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        name.to_ascii_lowercase()
            .strip_suffix(STORE_SUFFIX)
            .map_or_else(|| self.default_store.clone(), str::to_owned)
    }
}
