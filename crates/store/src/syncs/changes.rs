//! What people change of a sync.

use super::due;
use crate::columns::{micros, set_if};
use crate::entity::syncs::secret_sync::{ActiveModel, Column, Entity, Model};
use crate::{ledger, pages, stores};
use model::id::{ConnectionId, FolderId, ProjectId, StoreId, SyncId};
use model::sync::{RunTrigger, SyncState};
use model::{SecretPath, Slug, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{Epoch, StoreError, WriteTx};

/// Where a sync's secrets come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncSource {
    /// The environment's short name, as it was sent.
    pub environment: Slug,
    /// The folder's path, as it was sent.
    pub path: SecretPath,
    /// The folder; none when it is missing.
    pub folder_id: Option<FolderId>,
}

/// Where a sync's secrets go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncDestination {
    /// The store.
    pub store_id: StoreId,
    /// The store's endpoint.
    pub endpoint: String,
    /// The label; empty for the null label.
    pub label: String,
}

/// A sync to add.
#[derive(Debug, Clone)]
pub struct NewSync {
    /// Its id.
    pub id: SyncId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// Its name.
    pub name: Slug,
    /// What it is for.
    pub description: Option<String>,
    /// The connection it signs in with.
    pub connection_id: ConnectionId,
    /// Where its secrets come from.
    pub source: SyncSource,
    /// Where they go.
    pub destination: SyncDestination,
    /// Its options, as JSON, as they were sent.
    pub options: String,
    /// Its destination, as JSON, as it was sent.
    pub destination_config: String,
    /// Whether a change of its source makes it due.
    pub auto_sync: bool,
    /// When and why it first runs; none for when somebody asks.
    pub due: Option<(Timestamp, RunTrigger)>,
    /// When it is made.
    pub created_at: Timestamp,
}

/// What to change of a sync; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct SyncChanges {
    /// A new name.
    pub name: Option<Slug>,
    /// A new description, or none any more.
    pub description: Option<Option<String>>,
    /// Another connection.
    pub connection_id: Option<ConnectionId>,
    /// Another source.
    pub source: Option<SyncSource>,
    /// Another destination.
    pub destination: Option<SyncDestination>,
    /// New options, as JSON.
    pub options: Option<String>,
    /// A new destination, as JSON.
    pub destination_config: Option<String>,
    /// Whether a change of its source makes it due.
    pub auto_sync: Option<bool>,
}

/// Adds a sync; [`crate::Constraint::SyncName`] when the project has that name.
pub async fn insert(tx: &WriteTx, sync: &NewSync) -> Result<(), StoreError> {
    let made = sync.created_at.as_micros();
    tx.insert(Model {
        id: sync.id.as_uuid(),
        project_id: sync.project_id.as_uuid(),
        name: sync.name.to_string(),
        description: sync.description.clone(),
        connection_id: sync.connection_id.as_uuid(),
        source_environment: sync.source.environment.to_string(),
        source_path: sync.source.path.to_string(),
        folder_id: sync.source.folder_id.map(FolderId::as_uuid),
        store_id: sync.destination.store_id.as_uuid(),
        endpoint: sync.destination.endpoint.clone(),
        label: sync.destination.label.clone(),
        options: sync.options.clone(),
        destination_config: sync.destination_config.clone(),
        auto_sync: sync.auto_sync,
        paused_by: None,
        state: SyncState::Pending.to_string(),
        diagnosis: None,
        due_at: micros(sync.due.map(|(at, _)| at)),
        due_trigger: sync
            .due
            .map_or(RunTrigger::Request, |(_, why)| why)
            .to_string(),
        attempts: 0,
        version: 1,
        confirmed_plan: None,
        held_plan: None,
        last_run_id: None,
        last_synced_at: None,
        moved_epoch: 0,
        created_at: made,
        updated_at: made,
    })
    .await
}

/// Changes a sync that is still in the version the caller saw, and returns the new version, which is
/// one more. With another store or label it leaves behind what it wrote: its ledger there is
/// released, what it remembers of pages is forgotten, and a run under way is due anew.
///
/// # Errors
/// [`StoreError::Stale`] when it is in another version, or gone.
pub async fn update(
    tx: &WriteTx,
    id: SyncId,
    expected_version: i64,
    changes: &SyncChanges,
    at: Timestamp,
) -> Result<i64, StoreError> {
    let stale = StoreError::Stale {
        expected: expected_version,
    };
    let Some(before) = super::get(tx, id).await? else {
        return Err(stale);
    };
    let moved = changes.destination.as_ref().filter(|to| {
        (to.store_id, &to.label) != (before.destination.store_id, &before.destination.label)
    });
    let moved_epoch = match moved {
        Some(to) => stores::last_epoch(tx, to.store_id).await?,
        None => None,
    };
    let version = expected_version + 1;
    let source = changes.source.as_ref();
    let destination = changes.destination.as_ref();
    let updated = Entity::update_many()
        .set(ActiveModel {
            name: set_if(changes.name.as_ref().map(Slug::to_string)),
            description: set_if(changes.description.clone()),
            connection_id: set_if(changes.connection_id.map(ConnectionId::as_uuid)),
            source_environment: set_if(source.map(|s| s.environment.to_string())),
            source_path: set_if(source.map(|s| s.path.to_string())),
            folder_id: set_if(source.map(|s| s.folder_id.map(FolderId::as_uuid))),
            store_id: set_if(destination.map(|d| d.store_id.as_uuid())),
            endpoint: set_if(destination.map(|d| d.endpoint.clone())),
            label: set_if(destination.map(|d| d.label.clone())),
            options: set_if(changes.options.clone()),
            destination_config: set_if(changes.destination_config.clone()),
            auto_sync: set_if(changes.auto_sync),
            moved_epoch: set_if(moved_epoch.map(Epoch::as_number)),
            version: Set(version),
            updated_at: Set(at.as_micros()),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::Version.eq(expected_version))
        .exec(tx.db())
        .await?;
    if updated.rows_affected == 0 {
        return Err(stale);
    }
    if moved.is_some() {
        ledger::release(tx, id).await?;
        pages::clear(tx, id).await?;
        super::take_over(tx, Column::Id.eq(id.as_uuid())).await?;
    }
    Ok(version)
}

/// Confirms the plan that a sync holds, and makes it due. Returns false when it does not hold that
/// plan (any more).
pub async fn confirm_plan(
    tx: &WriteTx,
    id: SyncId,
    fingerprint: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let confirmed = Entity::update_many()
        .set(ActiveModel {
            confirmed_plan: Set(Some(fingerprint.to_owned())),
            ..Default::default()
        })
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::HeldPlan.eq(fingerprint))
        .exec(tx.db())
        .await?;
    if confirmed.rows_affected == 0 {
        return Ok(false);
    }
    due::set_due(tx, id, at, RunTrigger::Request).await
}

/// Deletes a sync with its runs. Its ledger stays, released. Returns whether there was one.
pub async fn delete(tx: &WriteTx, id: SyncId) -> Result<bool, StoreError> {
    ledger::release(tx, id).await?;
    let deleted = Entity::delete_by_id(id.as_uuid()).exec(tx.db()).await?;
    Ok(deleted.rows_affected > 0)
}
