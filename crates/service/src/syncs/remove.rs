//! Removing from a destination what a sync wrote there.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};
use model::access;
use model::connection::App;
use model::id::SyncId;
use model::sync::{Drift, SyncState};
use model::{Cause, Diagnosis};
use plan::{Action, DestinationKey, Ledger, Observed, Plan, Removal, SkipReason, Step, remove};
use seal::DigestKey;
use serde_json::json;
use store::stores;
use store::syncs::{self, PausedBy, SecretSync};

use super::ferry::situation::digest_of;
use super::ferry::{ledger, look};
use super::{Finished, Sync, find, options, view};
use crate::connections::destination::{Destination, Fault, FaultClass, Target};
use crate::connections::{Reach, key_outside_limits};
use crate::keyring::Owner;
use crate::{Caller, Error, Service, What, audit, connections};

/// How many deletes are under way at once.
const IN_FLIGHT: usize = 8;

/// Deletes at the destination what a sync wrote there, and leaves the sync paused: the next run would
/// write it again.
///
/// # Errors
/// [`Error::Invalid`] while the sync runs; [`Error::Diagnosed`] when a key could not be deleted, or
/// the connection is not for it any more: it can be tried again; [`Error::NotFound`];
/// [`Error::Denied`] without the permission to remove.
pub async fn remove_secrets(
    service: &Service,
    caller: &Caller,
    id: SyncId,
) -> Result<Finished, Error> {
    remove_written(service, caller, id).await?;
    let at = service.now();
    let tx = service.store().read().await?;
    let row = find::sync(&tx, caller, id, access::Action::RemoveFromSyncs).await?;
    let sync = Sync::of(&tx, row).await?;
    Ok(Finished { sync, at })
}

/// The same, without looking at the sync again.
pub(super) async fn remove_written(
    service: &Service,
    caller: &Caller,
    id: SyncId,
) -> Result<(), Error> {
    let row = stop_running(service, caller, id).await?;
    let written = Written::read(service, &row).await?;
    let destination =
        connections::destination(service, written.app, &written.target, &written.reach)
            .await
            .map_err(diagnosed)?;
    let seen = look::whole(&*destination).await.map_err(diagnosed)?;
    let plan = written.removal(&seen.observed);
    let is_locked = |step: &&Step| step.skipped() == Some(&SkipReason::Locked);
    if let Some(locked) = plan.steps().iter().find(is_locked) {
        return Err(Error::diagnosed(key_locked(&locked.key)));
    }
    let is_outside = |step: &&Step| step.skipped() == Some(&SkipReason::OutsideLimits);
    if let Some(outside) = plan.steps().iter().find(is_outside) {
        return Err(Error::diagnosed(key_outside_limits(outside.key.as_str())));
    }
    let deletes: Vec<_> = plan
        .steps()
        .iter()
        .map(|step| delete_key(&written, &*destination, step).boxed())
        .collect();
    stream::iter(deletes)
        .buffer_unordered(IN_FLIGHT)
        .try_collect::<()>()
        .await
        .map_err(diagnosed)
}

/// Pauses the sync, so that no run writes again what is removed.
async fn stop_running(service: &Service, caller: &Caller, id: SyncId) -> Result<SecretSync, Error> {
    let tx = service.store().write().await?;
    let row = find::sync(&tx, caller, id, access::Action::RemoveFromSyncs).await?;
    if row.state == SyncState::Running {
        return Err(Error::invalid(
            "syncId",
            "the sync is running: try again when the run has ended",
        ));
    }
    syncs::set_paused(&tx, id, Some(PausedBy::Person), None, service.now()).await?;
    let detail = json!({ "syncId": id, "name": row.name });
    let event = "secret-sync-remove-secrets";
    audit::record(service, &tx, caller, event, Some(row.project_id), detail).await?;
    tx.commit().await?;
    Ok(row)
}

/// What a sync wrote, and where.
struct Written {
    app: App,
    target: Target,
    ledger: Ledger,
    owners: BTreeMap<DestinationKey, String>,
    drift: Drift,
    reach: Reach,
    key: Arc<DigestKey>,
}

impl Written {
    async fn read(service: &Service, row: &SecretSync) -> Result<Self, Error> {
        let tx = service.store().read().await?;
        let connection = store::connections::get(&tx, row.connection_id)
            .await?
            .ok_or_else(|| Error::not_found(What::Connection, row.connection_id))?;
        let store = stores::get(&tx, row.destination.store_id)
            .await?
            .ok_or_else(|| Error::Internal(format!("the store of sync {} is gone", row.id)))?;
        let there = &row.destination;
        Ok(Self {
            reach: Reach::of(&connection, row.project_id, &there.endpoint, &there.label)?,
            app: connection.app,
            target: Target {
                connection: connection.id,
                endpoint: row.destination.endpoint.clone(),
                label: view::label(row.destination.label.clone()),
                tier: store.tier,
            },
            ledger: ledger::load(service, &tx, row).await?,
            owners: ledger::owners(&tx, row, &store.host).await?,
            drift: options::read(row)?.0.drift,
            key: service
                .keyring()
                .digests(&tx, Owner::Project(row.project_id))
                .await?,
        })
    }

    fn removal(&self, observed: &BTreeMap<DestinationKey, Observed>) -> Plan {
        remove(&Removal {
            observed,
            ledger: &self.ledger,
            owners: &self.owners,
            drift: self.drift,
            prefixes: self.reach.prefixes(),
            digest: &|parts| digest_of(&self.key, parts),
        })
    }
}

/// Deletes a key as planned. One that moved meanwhile is looked at again, once.
async fn delete_key(
    written: &Written,
    destination: &dyn Destination,
    step: &Step,
) -> Result<(), Fault> {
    let Action::Delete { if_match, .. } = &step.action else {
        return Ok(());
    };
    let key = step.key.as_str();
    match destination.delete(key, if_match.as_str()).await {
        Err(fault) if fault.class == FaultClass::Changed => {}
        other => return other,
    }
    let now = destination.get(key).await?.map(look::observed);
    for step in written.removal(&now.into_iter().collect()).steps() {
        if let Action::Delete { if_match, .. } = &step.action {
            destination
                .delete(step.key.as_str(), if_match.as_str())
                .await?;
        }
    }
    Ok(())
}

fn key_locked(key: &DestinationKey) -> Diagnosis {
    Diagnosis::new(Cause::KeyLocked).with("key", key.as_str())
}

fn diagnosed(fault: Fault) -> Error {
    Error::diagnosed(fault.diagnosis)
}
