//! Where a sync is to write, before it may.

use model::id::{ProjectId, StoreId};
use model::sync::Tier;
use store::connections::Connection;
use store::syncs::SyncDestination;
use store::{WriteTx, stores};

use crate::connections::{Reach, parse_endpoint};
use crate::{Error, Service};

/// A destination as it was asked for.
pub(super) struct Wanted<'a> {
    /// The store, as typed.
    pub(super) endpoint: &'a str,
    /// The label; none is the null label.
    pub(super) label: Option<&'a str>,
    /// The store's tier.
    pub(super) tier: Tier,
}

impl Wanted<'_> {
    /// The destination as it is kept, once its store is known.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an endpoint that no token may be sent to or an impossible label,
    /// [`Error::Diagnosed`] outside the connection's limits.
    pub(super) async fn settle(
        &self,
        service: &Service,
        tx: &WriteTx,
        connection: &Connection,
        project: ProjectId,
    ) -> Result<SyncDestination, Error> {
        let label = checked_label(self.label)?;
        let endpoint = parse_endpoint(service, connection, self.endpoint)?;
        let there = endpoint.to_string();
        Reach::of(connection, project, &there, label)?;
        let new = StoreId::generate(service.clock(), service.entropy());
        let store = stores::ensure(tx, new, endpoint.host(), self.tier).await?;
        if store.tier != self.tier {
            stores::set_tier(tx, store.id, self.tier).await?;
        }
        Ok(SyncDestination {
            store_id: store.id,
            endpoint: there,
            label: label.to_owned(),
        })
    }
}

/// A label in its stored form; empty for the null label.
pub(super) fn checked_label(label: Option<&str>) -> Result<&str, Error> {
    let label = label.unwrap_or_default();
    if label.chars().any(char::is_control) {
        return Err(Error::invalid(
            "label",
            "contains a control character: use other characters, or leave the label out",
        ));
    }
    Ok(label)
}
