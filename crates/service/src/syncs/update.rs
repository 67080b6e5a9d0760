//! Changing a sync.

use model::access::Action;
use model::id::{ConnectionId, ProjectId, SyncId};
use model::sync::{InitialSyncBehavior, RunTrigger, SyncOptions, Tier};
use model::{SecretPath, Slug};
use serde_json::json;
use store::connections::{self, Connection};
use store::syncs::{self, PausedBy, SecretSync, SyncChanges, SyncDestination, SyncSource};
use store::{Constraint, ReadTx, WriteTx, stores};

use super::destination::Wanted;
use super::{Sync, SyncPlace, find, options, writer};
use crate::connections::Reach;
use crate::{Caller, Error, Service, What, audit};

/// A change of a sync. What is absent stays.
#[derive(Default)]
pub struct SyncChange {
    /// A new name.
    pub name: Option<Slug>,
    /// A new description.
    pub description: Option<Option<String>>,
    /// Another connection.
    pub connection: Option<ConnectionId>,
    /// Another source.
    pub source: Option<(Slug, SecretPath)>,
    /// Another destination. What the sync wrote at the old one stays there and is nobody's.
    pub destination: Option<NewDestination>,
    /// Other options, and as sent.
    pub options: Option<(SyncOptions, String)>,
    /// Auto-sync on or off.
    pub auto_sync: Option<bool>,
}

/// The destination of a sync that is changed.
pub struct NewDestination {
    /// The store, as typed.
    pub endpoint: String,
    /// The label; none is the null label.
    pub label: Option<String>,
    /// The store's tier; as it is when none is given.
    pub tier: Option<Tier>,
    /// `destinationConfig` as the client sent it (JSON text).
    pub as_sent: String,
}

/// Changes a sync; it is due at once, unless it only runs on request. Another connection lets a
/// sync go on that waited for its old one to be signed in again. From then on it lives by the access
/// of the caller, if that is enough for it.
///
/// # Errors
/// As making one; [`Error::Stale`] when somebody else changed it meanwhile.
pub async fn update(
    service: &Service,
    caller: &Caller,
    id: SyncId,
    change: SyncChange,
) -> Result<Sync, Error> {
    let tx = service.store().write().await?;
    let row = find::sync(&tx, caller, id, Action::EditSyncs).await?;
    let project = row.project_id;
    let source = source_of(&tx, caller, project, &change).await?;
    let connection = match change.connection {
        Some(id) => find::connection(&tx, caller, project, id).await?,
        None => connection_of(&tx, &row).await?,
    };
    let place = match &source {
        Some(source) => SyncPlace::new(&source.environment, &source.path, connection.id),
        None => SyncPlace::of(&tx, &row).await?.through(connection.id),
    };
    place.must(&tx, caller, project, Action::EditSyncs).await?;
    let there = &row.destination;
    let destination = match &change.destination {
        Some(new) => Some(new.settle(service, &tx, &connection, &row).await?),
        None => None,
    };
    if destination.is_none() && change.connection.is_some() {
        Reach::of(&connection, project, &there.endpoint, &there.label)?;
    }
    let options = match &change.options {
        Some((options, as_sent)) => {
            if options.initial != InitialSyncBehavior::OverwriteDestination {
                place.must_import(&tx, caller, project).await?;
            }
            Some(options::write(options, as_sent)?)
        }
        None => None,
    };
    let detail = json!({
        "syncId": id,
        "name": change.name,
        "connectionId": change.connection,
        "environment": source.as_ref().map(|source| &source.environment),
        "secretPath": source.as_ref().map(|source| &source.path),
        "endpoint": destination.as_ref().map(|there| &there.endpoint),
        "label": destination.as_ref().map(|there| &there.label),
        "isAutoSyncEnabled": change.auto_sync,
        "optionsChanged": options.is_some(),
    });
    let accepted = SyncChanges {
        name: change.name.clone(),
        description: change.description,
        connection_id: change.connection,
        source,
        destination,
        options,
        destination_config: change.destination.map(|new| new.as_sent),
        auto_sync: change.auto_sync,
    };
    let name = change.name.as_ref().unwrap_or(&row.name);
    let taken = Error::taken(What::Sync, name, Constraint::SyncName);
    let now = service.now();
    syncs::update(&tx, id, row.version, &accepted, now)
        .await
        .map_err(taken)?;
    let after = find::sync(&tx, caller, id, Action::EditSyncs).await?;
    let answered = if change.source.is_some() || change.connection.is_some() {
        writer::take_over(service, &tx, caller, &after).await?;
        true
    } else {
        writer::may_take_over(service, &tx, caller, &after).await?
    };
    let mended = match row.paused {
        Some(PausedBy::Connection) => change.connection.is_some(),
        Some(PausedBy::Access) => answered,
        _ => false,
    };
    if mended {
        syncs::set_paused(&tx, id, None, None, now).await?;
    } else if change.auto_sync.unwrap_or(row.auto_sync) {
        syncs::set_due(&tx, id, now, RunTrigger::Change).await?;
    }
    audit::record(
        service,
        &tx,
        caller,
        "update-secret-sync",
        Some(project),
        detail,
    )
    .await?;
    let row = syncs::get(&tx, id)
        .await?
        .ok_or_else(|| Error::not_found(What::Sync, id))?;
    let updated = Sync::of(&tx, row).await?;
    tx.commit().await?;
    service.wake();
    Ok(updated)
}

/// The source that the change names, if it names one.
async fn source_of(
    tx: &ReadTx,
    caller: &Caller,
    project: ProjectId,
    change: &SyncChange,
) -> Result<Option<SyncSource>, Error> {
    let Some((environment, path)) = &change.source else {
        return Ok(None);
    };
    let folder = find::source(tx, caller, project, environment, path).await?;
    Ok(Some(SyncSource {
        environment: folder.environment,
        path: folder.path,
        folder_id: Some(folder.id),
    }))
}

async fn connection_of(tx: &ReadTx, row: &SecretSync) -> Result<Connection, Error> {
    connections::get(tx, row.connection_id)
        .await?
        .ok_or_else(|| Error::not_found(What::Connection, row.connection_id))
}

impl NewDestination {
    async fn settle(
        &self,
        service: &Service,
        tx: &WriteTx,
        connection: &Connection,
        row: &SecretSync,
    ) -> Result<SyncDestination, Error> {
        let tier = match self.tier {
            Some(tier) => tier,
            None => stores::get(tx, row.destination.store_id)
                .await?
                .map_or(Tier::Standard, |store| store.tier),
        };
        let wanted = Wanted {
            endpoint: &self.endpoint,
            label: self.label.as_deref(),
            tier,
        };
        wanted.settle(service, tx, connection, row.project_id).await
    }
}
