//! Changing a sync.

use model::access::Action;
use model::id::{ConnectionId, SyncId};
use model::sync::{InitialSyncBehavior, RunTrigger, SyncOptions};
use model::{SecretPath, Slug};
use serde_json::json;
use store::Constraint;
use store::syncs::{self, PausedBy, SyncChanges, SyncSource};

use super::{Sync, find, options};
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
    /// Other options, and as sent.
    pub options: Option<(SyncOptions, String)>,
    /// Auto-sync on or off.
    pub auto_sync: Option<bool>,
}

/// Changes a sync; it is due at once, unless it only runs on request. Another connection lets a
/// sync go on that waited for its old one to be signed in again.
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
    if let Some(connection) = change.connection {
        let connection = find::connection(&tx, caller, project, connection).await?;
        let there = &row.destination;
        Reach::of(&connection, project, &there.endpoint, &there.label)?;
    }
    let source = match &change.source {
        Some((environment, path)) => {
            let folder = find::source(&tx, caller, project, environment, path).await?;
            Some(SyncSource {
                environment: folder.environment,
                path: folder.path,
                folder_id: Some(folder.id),
            })
        }
        None => None,
    };
    let options = match &change.options {
        Some((options, as_sent)) => {
            if options.initial != InitialSyncBehavior::OverwriteDestination {
                caller.must(&tx, project, Action::ImportFromSyncs).await?;
                caller.must(&tx, project, Action::EditSecrets).await?;
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
        "isAutoSyncEnabled": change.auto_sync,
        "optionsChanged": options.is_some(),
    });
    let accepted = SyncChanges {
        name: change.name.clone(),
        description: change.description,
        connection_id: change.connection,
        source,
        destination: None,
        options,
        destination_config: None,
        auto_sync: change.auto_sync,
    };
    let name = change.name.as_ref().unwrap_or(&row.name);
    let taken = Error::taken(What::Sync, name, Constraint::SyncName);
    let now = service.now();
    syncs::update(&tx, id, row.version, &accepted, now)
        .await
        .map_err(taken)?;
    if change.connection.is_some() && row.paused == Some(PausedBy::Connection) {
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
    let row = find::sync(&tx, caller, id, Action::EditSyncs).await?;
    let updated = Sync::of(&tx, row).await?;
    tx.commit().await?;
    service.wake();
    Ok(updated)
}
