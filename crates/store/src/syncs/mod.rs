//! Secret syncs: what goes from where to where, and how that is going.

mod changes;
mod due;
mod pause;
mod running;

pub use changes::{
    NewSync, SyncChanges, SyncDestination, SyncSource, confirm_plan, delete, insert, update,
};
pub use due::{
    due_of_store, mark_connections_due, mark_sources_due, next_due, retry_failed_of, set_due,
};
pub use pause::{
    PausedBy, access_changed, pause_by_connection, resume_by_access, resume_by_connection,
    set_paused,
};
pub(crate) use running::take_over;
pub use running::{Settlement, hold, settle, start_run};

use crate::columns::{Row, time};
use crate::entity::syncs::secret_sync::{Column, Entity, Model};
use model::id::{ConnectionId, FolderId, ProjectId, RunId, StoreId, SyncId};
use model::sync::{RunTrigger, SyncState};
use model::{Slug, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{ReadTx, StoreError};

/// A secret sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretSync {
    /// Its id.
    pub id: SyncId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// Its name, unique in the project.
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
    /// Who paused it.
    pub paused: Option<PausedBy>,
    /// How it is doing.
    pub state: SyncState,
    /// What is wrong with it, as JSON.
    pub diagnosis: Option<String>,
    /// When it runs next.
    pub due_at: Option<Timestamp>,
    /// Why it runs next.
    pub trigger: RunTrigger,
    /// How many runs in a row have failed.
    pub attempts: u32,
    /// The number of this version of its description, from 1 up. Runs do not change it.
    pub version: i64,
    /// The fingerprint of the plan that somebody confirmed.
    pub confirmed_plan: Option<String>,
    /// The fingerprint of the plan that waits for somebody to confirm it.
    pub held_plan: Option<String>,
    /// Its newest run.
    pub last_run_id: Option<RunId>,
    /// When a run last left every key as it should be.
    pub last_synced_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed by somebody.
    pub updated_at: Timestamp,
}

/// A sync by id.
pub async fn get(tx: &ReadTx, id: SyncId) -> Result<Option<SecretSync>, StoreError> {
    let row = Entity::find_by_id(id.as_uuid()).one(tx.db()).await?;
    row.map(parse).transpose()
}

/// A sync by name.
pub async fn by_name(
    tx: &ReadTx,
    project: ProjectId,
    name: &Slug,
) -> Result<Option<SecretSync>, StoreError> {
    let row = Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .filter(Column::Name.eq(name.as_str()))
        .one(tx.db())
        .await?;
    row.map(parse).transpose()
}

/// A project's syncs, oldest first.
pub async fn list(tx: &ReadTx, project: ProjectId) -> Result<Vec<SecretSync>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// The syncs of a project whose source is one of these folders, if changes make them due and they are
/// not paused, oldest first.
pub async fn list_by_sources(
    tx: &ReadTx,
    project: ProjectId,
    folders: &[FolderId],
) -> Result<Vec<SecretSync>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ProjectId.eq(project.as_uuid()))
        .filter(Column::FolderId.is_in(folders.iter().map(|folder| folder.as_uuid())))
        .filter(Column::AutoSync.eq(true))
        .filter(Column::PausedBy.is_null())
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// The syncs that use a connection, oldest first.
pub async fn list_by_connection(
    tx: &ReadTx,
    connection: ConnectionId,
) -> Result<Vec<SecretSync>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ConnectionId.eq(connection.as_uuid()))
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

/// The syncs that write to a store under a label, the null label being empty, oldest first.
pub async fn list_by_destination(
    tx: &ReadTx,
    store: StoreId,
    label: &str,
) -> Result<Vec<SecretSync>, StoreError> {
    let rows = Entity::find()
        .filter(Column::StoreId.eq(store.as_uuid()))
        .filter(Column::Label.eq(label))
        .order_by_asc(Column::Id)
        .all(tx.db())
        .await?;
    rows.into_iter().map(parse).collect()
}

fn parse(row: Model) -> Result<SecretSync, StoreError> {
    let at = Row::of("secret_syncs", &row.id);
    Ok(SecretSync {
        id: SyncId::from_uuid(row.id),
        project_id: ProjectId::from_uuid(row.project_id),
        name: at.text("name", &row.name)?,
        description: row.description,
        connection_id: ConnectionId::from_uuid(row.connection_id),
        source: SyncSource {
            environment: at.text("source_environment", &row.source_environment)?,
            path: at.text("source_path", &row.source_path)?,
            folder_id: row.folder_id.map(FolderId::from_uuid),
        },
        destination: SyncDestination {
            store_id: StoreId::from_uuid(row.store_id),
            endpoint: row.endpoint,
            label: row.label,
        },
        options: row.options,
        destination_config: row.destination_config,
        auto_sync: row.auto_sync,
        paused: row
            .paused_by
            .map(|word| PausedBy::parse(&word).ok_or_else(|| at.damaged("paused_by")))
            .transpose()?,
        state: at.text("state", &row.state)?,
        diagnosis: row.diagnosis,
        due_at: time(row.due_at),
        trigger: at.text("due_trigger", &row.due_trigger)?,
        attempts: at.number("attempts", row.attempts)?,
        version: row.version,
        confirmed_plan: row.confirmed_plan,
        held_plan: row.held_plan,
        last_run_id: row.last_run_id.map(RunId::from_uuid),
        last_synced_at: time(row.last_synced_at),
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    })
}
