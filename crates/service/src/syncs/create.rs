//! Making a sync.

use model::access::Action;
use model::id::{ConnectionId, ProjectId, SyncId};
use model::sync::{InitialSyncBehavior, RunTrigger, SyncOptions, Tier};
use model::{SecretPath, Slug};
use serde_json::json;
use store::Constraint;
use store::syncs::{self, NewSync as NewRow, SyncSource};

use super::destination::Wanted;
use super::ferry::source;
use super::{Sync, SyncPlace, find, options, writer};
use crate::{Caller, Error, Service, What, audit};

/// What a new sync needs.
pub struct NewSync {
    /// Its project.
    pub project: ProjectId,
    /// Its name.
    pub name: Slug,
    /// What it is for.
    pub description: Option<String>,
    /// The connection to use.
    pub connection: ConnectionId,
    /// The source environment.
    pub environment: Slug,
    /// The source folder.
    pub path: SecretPath,
    /// The destination store, as typed.
    pub endpoint: String,
    /// The destination label; none is the null label.
    pub label: Option<String>,
    /// The store's tier.
    pub tier: Tier,
    /// Its options.
    pub options: SyncOptions,
    /// `syncOptions` as the client sent them (JSON text).
    pub options_as_sent: String,
    /// `destinationConfig` as the client sent it (JSON text).
    pub destination_as_sent: String,
    /// Whether a change of a source makes it due; a sync that is not still runs on request.
    pub auto_sync: bool,
}

/// Makes a sync; it is due at once, or on request when it is not automatic.
///
/// # Errors
/// [`Error::Invalid`] for an endpoint that no token may be sent to or an impossible label,
/// [`Error::NotFound`] for a missing source or a connection out of reach, [`Error::Taken`] for a
/// name in use, [`Error::Denied`] without the permissions to add syncs, use connections, read the
/// source and, for an import, write to it, [`Error::DeniedThere`] for a source that refers to what
/// the caller may not read; [`Error::Diagnosed`] outside the connection's limits.
pub async fn create(service: &Service, caller: &Caller, request: NewSync) -> Result<Sync, Error> {
    let tx = service.store().write().await?;
    let place = SyncPlace::new(&request.environment, &request.path, request.connection);
    place
        .must(&tx, caller, request.project, Action::CreateSyncs)
        .await?;
    if request.options.initial != InitialSyncBehavior::OverwriteDestination {
        place.must_import(&tx, caller, request.project).await?;
    }
    let connection = find::connection(&tx, caller, request.project, request.connection).await?;
    let wanted = Wanted {
        endpoint: &request.endpoint,
        label: request.label.as_deref(),
        tier: request.tier,
    };
    let destination = wanted
        .settle(service, &tx, &connection, request.project)
        .await?;
    let folder = find::source(
        &tx,
        caller,
        request.project,
        &request.environment,
        &request.path,
    )
    .await?;
    writer::must_read_what_is_taken(service, &tx, caller, &source::place(&folder)).await?;

    let now = service.now();
    let id = SyncId::generate(service.clock(), service.entropy());
    let row = NewRow {
        id,
        project_id: request.project,
        name: request.name.clone(),
        description: request.description,
        connection_id: connection.id,
        source: SyncSource {
            environment: folder.environment,
            path: folder.path,
            folder_id: Some(folder.id),
        },
        destination,
        options: options::write(&request.options, &request.options_as_sent)?,
        destination_config: request.destination_as_sent,
        auto_sync: request.auto_sync,
        due: request.auto_sync.then_some((now, RunTrigger::Change)),
        created_at: now,
    };
    let taken = Error::taken(What::Sync, &request.name, Constraint::SyncName);
    syncs::insert(&tx, &row).await.map_err(taken)?;
    writer::sign(&tx, caller, id).await?;
    let detail = json!({
        "syncId": id,
        "name": request.name,
        "connectionId": connection.id,
        "environment": row.source.environment,
        "secretPath": row.source.path,
        "endpoint": row.destination.endpoint,
        "label": request.label,
    });
    audit::record(
        service,
        &tx,
        caller,
        "create-secret-sync",
        Some(request.project),
        detail,
    )
    .await?;
    let made = syncs::get(&tx, id)
        .await?
        .ok_or_else(|| Error::Internal("a sync just written is gone".to_owned()))?;
    let made = Sync::of(&tx, made).await?;
    tx.commit().await?;
    service.wake();
    Ok(made)
}
