//! A sync as callers see it, and how its stored row becomes that.

use model::id::{ConnectionId, EnvironmentId, FolderId, ProjectId, RunId, SyncId};
use model::sync::{SyncOptions, SyncState, Tier};
use model::{Diagnosis, SecretPath, Slug, Timestamp};
use store::syncs::SecretSync;
use store::{ReadTx, connections, environments, folders, stores};

use super::options;
use crate::{Error, What};

/// A sync as a caller sees it.
#[derive(Debug, Clone)]
pub struct Sync {
    /// Its id.
    pub id: SyncId,
    /// Its project.
    pub project: ProjectId,
    /// Its name.
    pub name: Slug,
    /// What it is for.
    pub description: Option<String>,
    /// The connection it uses.
    pub connection: ConnectionId,
    /// The connection's name.
    pub connection_name: Slug,
    /// The source environment.
    pub environment: Slug,
    /// The source folder.
    pub path: SecretPath,
    /// Whether the source folder is still there.
    pub source_exists: bool,
    /// The rows of the source, when it is still there.
    pub source: Option<Source>,
    /// The destination store, such as `https://contoso.azconfig.io`.
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
    /// Whether a change of a source makes it due.
    pub auto_sync: bool,
    /// How it is doing.
    pub state: SyncState,
    /// Why it is not well.
    pub diagnosis: Option<Diagnosis>,
    /// When the next run is due.
    pub due_at: Option<Timestamp>,
    /// The last run.
    pub last_run: Option<RunId>,
    /// When it last succeeded as a whole.
    pub last_synced_at: Option<Timestamp>,
    /// The plan that waits for confirmation.
    pub held_plan: Option<String>,
    /// Counts up with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Where the secrets come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The folder.
    pub folder: FolderId,
    /// Its environment.
    pub environment: EnvironmentId,
    /// The environment's name.
    pub environment_name: String,
}

/// Something that was done when it was asked for.
#[derive(Debug, Clone)]
pub struct Finished {
    /// The sync since then.
    pub sync: Sync,
    /// When it was done.
    pub at: Timestamp,
}

impl Sync {
    pub(super) async fn of(tx: &ReadTx, row: SecretSync) -> Result<Self, Error> {
        let connection = connections::get(tx, row.connection_id)
            .await?
            .ok_or_else(|| Error::not_found(What::Connection, row.connection_id))?;
        let tier = stores::get(tx, row.destination.store_id)
            .await?
            .map(|store| store.tier);
        let source = match row.source.folder_id {
            Some(folder) => folders::get(tx, folder).await?,
            None => None,
        };
        let (options, options_as_sent) = options::read(&row)?;
        let source_exists = source.is_some();
        let rows = match &source {
            Some(folder) => environments::by_slug(tx, row.project_id, &folder.environment)
                .await?
                .map(|environment| Source {
                    folder: folder.id,
                    environment: environment.id,
                    environment_name: environment.name,
                }),
            None => None,
        };
        let (environment, path) = source
            .map_or((row.source.environment, row.source.path), |folder| {
                (folder.environment, folder.path)
            });
        Ok(Self {
            id: row.id,
            project: row.project_id,
            name: row.name,
            description: row.description,
            connection: row.connection_id,
            connection_name: connection.name,
            environment,
            path,
            source_exists,
            source: rows,
            endpoint: row.destination.endpoint,
            label: label(row.destination.label),
            tier: tier.unwrap_or(Tier::Standard),
            options,
            options_as_sent,
            destination_as_sent: row.destination_config,
            auto_sync: row.auto_sync,
            state: if row.paused.is_some() {
                SyncState::Paused
            } else {
                row.state
            },
            diagnosis: diagnosis(row.diagnosis.as_deref())?,
            due_at: row.due_at.filter(|_| row.paused.is_none()),
            last_run: row.last_run_id,
            last_synced_at: row.last_synced_at,
            held_plan: row.held_plan,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The label behind its stored form, in which the empty text is the null label.
pub(super) fn label(stored: String) -> Option<String> {
    Some(stored).filter(|label| !label.is_empty())
}

/// A stored diagnosis.
pub(super) fn diagnosis(stored: Option<&str>) -> Result<Option<Diagnosis>, Error> {
    stored
        .map(|text| {
            serde_json::from_str(text)
                .map_err(|error| Error::Internal(format!("a stored diagnosis is damaged: {error}")))
        })
        .transpose()
}

/// A diagnosis as it is stored.
pub(super) fn stored(diagnosis: &Diagnosis) -> Result<String, Error> {
    serde_json::to_string(diagnosis).map_err(|error| Error::Internal(error.to_string()))
}
