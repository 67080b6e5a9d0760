//! Pausing a sync, and going on.

use super::due::due_no_later;
use crate::entity::syncs::secret_sync::{ActiveModel, Column, Entity};
use model::Timestamp;
use model::id::{ConnectionId, FolderId, ProjectId, SyncId};
use model::sync::{RunTrigger, SyncState};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, UpdateMany};

use crate::{StoreError, WriteTx};

/// Who paused a sync: only what paused it lets it go on by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PausedBy {
    /// A person.
    Person,
    /// Its connection, which needs somebody to reconnect it.
    Connection,
    /// Its source, which is missing.
    Source,
    /// The access of whoever wrote it or what it ferries, which is lost.
    Access,
}

impl PausedBy {
    const ALL: [Self; 4] = [Self::Person, Self::Connection, Self::Source, Self::Access];

    fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Connection => "connection",
            Self::Source => "source",
            Self::Access => "access",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }
}

/// Pauses a sync, or with `None` lets it go on, which makes it due. Returns whether there is such a
/// sync.
pub async fn set_paused(
    tx: &WriteTx,
    id: SyncId,
    by: Option<PausedBy>,
    diagnosis: Option<&str>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = match by {
        Some(by) => paused(by, diagnosis, at),
        None => resumed(diagnosis, at),
    }
    .filter(Column::Id.eq(id.as_uuid()))
    .exec(tx.db())
    .await?;
    Ok(changed.rows_affected > 0)
}

/// Pauses the syncs of a connection that are not paused yet. Returns how many.
pub async fn pause_by_connection(
    tx: &WriteTx,
    connection: ConnectionId,
    diagnosis: Option<&str>,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let changed = paused(PausedBy::Connection, diagnosis, at)
        .filter(Column::ConnectionId.eq(connection.as_uuid()))
        .filter(Column::PausedBy.is_null())
        .exec(tx.db())
        .await?;
    Ok(changed.rows_affected)
}

/// Lets the syncs go on that their connection paused, which makes them due. Returns how many.
pub async fn resume_by_connection(
    tx: &WriteTx,
    connection: ConnectionId,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let changed = resumed(None, at)
        .filter(Column::ConnectionId.eq(connection.as_uuid()))
        .filter(Column::PausedBy.eq(PausedBy::Connection.as_str()))
        .exec(tx.db())
        .await?;
    Ok(changed.rows_affected)
}

/// Lets the syncs of these sources go on that lost access had paused, which makes them due. Returns
/// how many.
pub async fn resume_by_access(
    tx: &WriteTx,
    folders: &[FolderId],
    at: Timestamp,
) -> Result<u64, StoreError> {
    let changed = resumed(None, at)
        .filter(Column::FolderId.is_in(folders.iter().map(|folder| folder.as_uuid())))
        .filter(Column::PausedBy.eq(PausedBy::Access.as_str()))
        .exec(tx.db())
        .await?;
    Ok(changed.rows_affected)
}

/// Has every automatic sync of a project looked at because somebody's access changed: those that
/// lost access had paused go on, which makes them due, and the others become due. Returns how many.
pub async fn access_changed(
    tx: &WriteTx,
    project: ProjectId,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let resumed = resumed(None, at)
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .filter(Column::PausedBy.eq(PausedBy::Access.as_str()))
        .exec(tx.db())
        .await?;
    let due = due_no_later(Entity::update_many(), at, RunTrigger::Change)
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .filter(Column::AutoSync.eq(true))
        .filter(Column::PausedBy.is_null())
        .exec(tx.db())
        .await?;
    Ok(resumed.rows_affected + due.rows_affected)
}

fn paused(by: PausedBy, diagnosis: Option<&str>, at: Timestamp) -> UpdateMany<Entity> {
    Entity::update_many().set(ActiveModel {
        paused_by: Set(Some(by.as_str().to_owned())),
        state: Set(SyncState::Paused.to_string()),
        diagnosis: Set(diagnosis.map(str::to_owned)),
        updated_at: Set(at.as_micros()),
        ..Default::default()
    })
}

fn resumed(diagnosis: Option<&str>, at: Timestamp) -> UpdateMany<Entity> {
    Entity::update_many().set(ActiveModel {
        paused_by: Set(None),
        state: Set(SyncState::Pending.to_string()),
        diagnosis: Set(diagnosis.map(str::to_owned)),
        due_at: Set(Some(at.as_micros())),
        due_trigger: Set(RunTrigger::Request.to_string()),
        updated_at: Set(at.as_micros()),
        ..Default::default()
    })
}
