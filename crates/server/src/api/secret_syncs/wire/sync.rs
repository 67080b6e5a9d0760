//! The shape of a sync. What Infisical has no word for is in `keyferry`.

use model::connection::App;
use model::id::{ConnectionId, EnvironmentId, FolderId, ProjectId, RunId, SyncId};
use model::sync::SyncState;
use model::{SecretPath, Slug, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use service::syncs::{self, Finished};
use utoipa::ToSchema;

use crate::api::error::ApiError;
use crate::api::wire::Diagnosed;
use crate::messages;

/// A sync in the answer of most routes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OneSecretSync)]
pub(in crate::api::secret_syncs) struct One {
    secret_sync: Sync,
}

/// A sync as Infisical shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SecretSync)]
#[expect(clippy::struct_field_names, reason = "Infisical's names")]
pub(in crate::api::secret_syncs) struct Sync {
    id: SyncId,
    name: Slug,
    description: Option<String>,
    destination: App,
    /// As it was sent; `label` is the empty text when there is none.
    #[schema(value_type = Object)]
    destination_config: Value,
    /// Exactly as they were sent.
    #[schema(value_type = Object)]
    sync_options: Value,
    is_auto_sync_enabled: bool,
    version: i64,
    project_id: ProjectId,
    folder_id: Option<FolderId>,
    connection_id: ConnectionId,
    connection: Connection,
    /// Null when the source is gone, as is `folder`.
    environment: Option<Environment>,
    folder: Option<Folder>,
    sync_status: SyncState,
    last_sync_job_id: Option<RunId>,
    last_sync_message: Option<String>,
    last_synced_at: Option<Timestamp>,
    /// Only in the answer to an import, which is done by then.
    import_status: Option<SyncState>,
    last_import_job_id: Option<String>,
    last_import_message: Option<String>,
    last_imported_at: Option<Timestamp>,
    /// Only in the answer to a removal, which is done by then.
    remove_status: Option<SyncState>,
    last_remove_job_id: Option<String>,
    last_remove_message: Option<String>,
    last_removed_at: Option<Timestamp>,
    keyferry: Exact,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SecretSyncConnection)]
struct Connection {
    app: App,
    name: Slug,
    id: ConnectionId,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SecretSyncEnvironment)]
struct Environment {
    id: EnvironmentId,
    slug: Slug,
    name: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SecretSyncFolder)]
struct Folder {
    id: FolderId,
    path: SecretPath,
}

/// The exact state.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SecretSyncState)]
struct Exact {
    state: SyncState,
    diagnosis: Option<Diagnosed>,
    /// When the next run is due.
    due_at: Option<Timestamp>,
    /// The fingerprint of the plan that waits for a confirmation.
    held_plan: Option<String>,
    /// The store that is written to.
    endpoint: String,
}

impl One {
    pub(in crate::api::secret_syncs) fn of(sync: syncs::Sync) -> Result<Self, ApiError> {
        Ok(Self {
            secret_sync: Sync::new(sync)?,
        })
    }

    /// A sync that has just imported.
    pub(in crate::api::secret_syncs) fn imported(done: Finished) -> Result<Self, ApiError> {
        let mut one = Self::of(done.sync)?;
        one.secret_sync.import_status = Some(SyncState::Succeeded);
        one.secret_sync.last_imported_at = Some(done.at);
        Ok(one)
    }

    /// A sync that has just removed what it wrote.
    pub(in crate::api::secret_syncs) fn removed(done: Finished) -> Result<Self, ApiError> {
        let mut one = Self::of(done.sync)?;
        one.secret_sync.remove_status = Some(SyncState::Succeeded);
        one.secret_sync.last_removed_at = Some(done.at);
        Ok(one)
    }
}

/// A sync as the API's description shows it.
pub(in crate::api::secret_syncs) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000020",
        "name": "shop-prod",
        "description": "The shop's settings",
        "destination": "azure-app-configuration",
        "destinationConfig": { "configurationUrl": "https://contoso.azconfig.io", "label": "prod" },
        "syncOptions": {
            "initialSyncBehavior": "overwrite-destination",
            "keySchema": "Shop:{{secretKey}}",
            "disableSecretDeletion": false,
        },
        "isAutoSyncEnabled": true,
        "version": 1,
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "folderId": "0198c0de-0000-7000-8000-000000000004",
        "connectionId": "0198c0de-0000-7000-8000-000000000010",
        "connection": {
            "app": "azure-app-configuration",
            "name": "contoso-prod",
            "id": "0198c0de-0000-7000-8000-000000000010",
        },
        "environment": {
            "id": "0198c0de-0000-7000-8000-000000000003",
            "slug": "prod",
            "name": "Production",
        },
        "folder": { "id": "0198c0de-0000-7000-8000-000000000004", "path": "/" },
        "syncStatus": "succeeded",
        "lastSyncJobId": "0198c0de-0000-7000-8000-000000000030",
        "lastSyncMessage": null,
        "lastSyncedAt": "2026-01-02T03:04:06.000Z",
        "importStatus": null,
        "lastImportJobId": null,
        "lastImportMessage": null,
        "lastImportedAt": null,
        "removeStatus": null,
        "lastRemoveJobId": null,
        "lastRemoveMessage": null,
        "lastRemovedAt": null,
        "keyferry": {
            "state": "succeeded",
            "diagnosis": null,
            "dueAt": "2026-01-02T04:04:06.000Z",
            "heldPlan": null,
            "endpoint": "https://contoso.azconfig.io",
        },
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}

/// The same, in the answer of most routes.
pub(in crate::api::secret_syncs) fn example_of_one() -> Value {
    json!({ "secretSync": example() })
}

impl Sync {
    pub(in crate::api::secret_syncs) fn new(sync: syncs::Sync) -> Result<Self, ApiError> {
        let destination_config = with_label(stored(&sync.destination_as_sent)?);
        let sync_options = stored(&sync.options_as_sent)?;
        let last_sync_message = last_message(&sync);
        let folder_id = sync.source.as_ref().map(|source| source.folder);
        let environment = sync.source.map(|source| Environment {
            id: source.environment,
            slug: sync.environment,
            name: source.environment_name,
        });
        Ok(Self {
            id: sync.id,
            name: sync.name,
            description: sync.description,
            destination: App::AzureAppConfiguration,
            destination_config,
            sync_options,
            is_auto_sync_enabled: sync.auto_sync,
            version: sync.version,
            project_id: sync.project,
            folder_id,
            connection_id: sync.connection,
            connection: Connection {
                app: App::AzureAppConfiguration,
                name: sync.connection_name,
                id: sync.connection,
            },
            environment,
            folder: folder_id.map(|id| Folder {
                id,
                path: sync.path,
            }),
            sync_status: on_the_wire(sync.state),
            last_sync_job_id: sync.last_run,
            last_sync_message,
            last_synced_at: sync.last_synced_at,
            import_status: None,
            last_import_job_id: None,
            last_import_message: None,
            last_imported_at: None,
            remove_status: None,
            last_remove_job_id: None,
            last_remove_message: None,
            last_removed_at: None,
            keyferry: Exact {
                state: sync.state,
                diagnosis: sync.diagnosis.as_ref().map(Diagnosed::from),
                due_at: sync.due_at,
                held_plan: sync.held_plan,
                endpoint: sync.endpoint,
            },
            created_at: sync.created_at,
            updated_at: sync.updated_at,
        })
    }
}

/// Infisical's clients know four states; what is neither of them needs a person's eye.
fn on_the_wire(state: SyncState) -> SyncState {
    match state {
        SyncState::Pending | SyncState::Running | SyncState::Succeeded => state,
        SyncState::Partial | SyncState::Held | SyncState::Paused | SyncState::Failed => {
            SyncState::Failed
        }
    }
}

fn last_message(sync: &syncs::Sync) -> Option<String> {
    if on_the_wire(sync.state) != SyncState::Failed {
        return None;
    }
    let sentence = match (&sync.diagnosis, sync.state) {
        (Some(diagnosis), _) => {
            let message = messages::describe(diagnosis);
            format!("{} {}", message.sentence, message.next_step)
        }
        (None, SyncState::Paused) => "The sync is paused. Resume it to run it again.".to_owned(),
        (None, state) => format!("The last run ended as {state}. Look at its items."),
    };
    Some(sentence.trim_end().to_owned())
}

/// Some clients fail on a label that is no text, also where there is none.
fn with_label(mut config: Value) -> Value {
    if let Value::Object(fields) = &mut config {
        let label = fields.entry("label").or_insert(Value::Null);
        if label.is_null() {
            *label = Value::String(String::new());
        }
    }
    config
}

fn stored(text: &str) -> Result<Value, ApiError> {
    serde_json::from_str(text)
        .map_err(|error| ApiError::Internal(format!("stored sync options are no JSON: {error}")))
}

#[cfg(test)]
mod tests {
    use model::sync::{SyncOptions, Tier};
    use model::{Cause, Diagnosis};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn shown(state: SyncState, diagnosis: Option<Diagnosis>) -> Value {
        let sync = syncs::Sync {
            id: SyncId::from_uuid(Uuid::nil()),
            project: ProjectId::from_uuid(Uuid::nil()),
            name: "shop".parse().unwrap(),
            description: None,
            connection: ConnectionId::from_uuid(Uuid::nil()),
            connection_name: "contoso".parse().unwrap(),
            environment: "prod".parse().unwrap(),
            path: SecretPath::root(),
            source_exists: true,
            source: None,
            endpoint: "https://contoso.azconfig.io".to_owned(),
            label: None,
            tier: Tier::Standard,
            options: SyncOptions::default(),
            options_as_sent: r#"{"initialSyncBehavior":"overwrite-destination","x":1}"#.to_owned(),
            destination_as_sent: r#"{"configurationUrl":"https://contoso.azconfig.io/"}"#
                .to_owned(),
            auto_sync: true,
            state,
            diagnosis,
            due_at: None,
            last_run: None,
            last_synced_at: None,
            held_plan: Some("f1".to_owned()),
            version: 1,
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
        };
        serde_json::to_value(Sync::new(sync).unwrap()).unwrap()
    }

    #[test]
    fn options_come_back_exactly_as_they_were_sent() {
        let sync = shown(SyncState::Succeeded, None);
        assert_eq!(
            sync["syncOptions"],
            json!({"initialSyncBehavior": "overwrite-destination", "x": 1})
        );
        assert_eq!(
            sync["destinationConfig"],
            json!({"configurationUrl": "https://contoso.azconfig.io/", "label": ""})
        );
    }

    #[test]
    fn states_that_infisical_does_not_know_are_failed_with_a_sentence() {
        for state in [SyncState::Partial, SyncState::Held, SyncState::Paused] {
            let sync = shown(state, None);
            assert_eq!(sync["syncStatus"], "failed", "{state}");
            assert_eq!(sync["keyferry"]["state"], state.as_str());
            assert!(
                sync["lastSyncMessage"].as_str().unwrap().ends_with('.'),
                "{sync}"
            );
        }
        let held = shown(SyncState::Held, Some(Diagnosis::new(Cause::Held)));
        assert_eq!(held["keyferry"]["heldPlan"], "f1");
        assert_eq!(held["keyferry"]["diagnosis"]["cause"], "sync.held");
    }

    #[test]
    fn a_sync_that_is_well_has_no_message() {
        assert_eq!(
            shown(SyncState::Succeeded, None)["lastSyncMessage"],
            Value::Null
        );
        assert_eq!(shown(SyncState::Running, None)["syncStatus"], "running");
    }
}
