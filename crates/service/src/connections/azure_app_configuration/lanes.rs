//! One lane for each store host: all who talk to a store share its pace and its wishes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use azure::appconfig::{Lane, Tier as AzureTier};
use model::sync::Tier;

#[derive(Default)]
pub(super) struct Lanes(Mutex<HashMap<String, (Tier, Arc<Lane>)>>);

impl Lanes {
    /// The lane of a host. Another tier than before starts a new one.
    pub(super) fn of(&self, host: &str, tier: Tier) -> Arc<Lane> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match lanes.get(host) {
            Some((known, lane)) if *known == tier => Arc::clone(lane),
            _ => {
                let lane = Arc::new(Lane::new(pace(tier)));
                lanes.insert(host.to_owned(), (tier, Arc::clone(&lane)));
                lane
            }
        }
    }

    /// The lane of a host that a sync has given a tier, or a careful one.
    pub(super) fn known(&self, host: &str) -> Arc<Lane> {
        let lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.get(host).map_or_else(
            || Arc::new(Lane::new(AzureTier::Standard)),
            |(_, lane)| Arc::clone(lane),
        )
    }
}

fn pace(tier: Tier) -> AzureTier {
    match tier {
        Tier::Free => AzureTier::Free,
        Tier::Developer => AzureTier::Developer,
        Tier::Standard => AzureTier::Standard,
        Tier::Premium => AzureTier::Premium,
        Tier::Unlimited => AzureTier::Unlimited,
    }
}
