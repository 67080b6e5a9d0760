//! The shape of a sync. What Infisical has no word for is in `keyferry`.

use model::connection::App;
use model::id::{ConnectionId, EnvironmentId, ProjectId, RunId, SyncId};
use model::sync::SyncState;
use model::{SecretPath, Slug, Timestamp};
use serde::Serialize;
use serde_json::Value;
use service::{projects, syncs};

use crate::api::error::ApiError;
use crate::api::request::Call;
use crate::api::wire::Diagnosed;
use crate::messages;

/// A sync in the answer of most routes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api::secret_syncs) struct One {
    secret_sync: Sync,
}

/// A sync as Infisical shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "Infisical's names")]
pub(in crate::api::secret_syncs) struct Sync {
    id: SyncId,
    name: Slug,
    description: Option<String>,
    destination: App,
    destination_config: Value,
    sync_options: Value,
    is_auto_sync_enabled: bool,
    version: i64,
    project_id: ProjectId,
    connection_id: ConnectionId,
    connection: Connection,
    environment: Option<Environment>,
    folder: Option<Folder>,
    sync_status: SyncState,
    last_sync_job_id: Option<RunId>,
    last_sync_message: Option<String>,
    last_synced_at: Option<Timestamp>,
    import_status: Option<SyncState>,
    last_import_message: Option<String>,
    remove_status: Option<SyncState>,
    last_remove_message: Option<String>,
    keyferry: Exact,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Serialize)]
struct Connection {
    app: App,
    name: Slug,
    id: ConnectionId,
}

#[derive(Serialize)]
struct Environment {
    id: Option<EnvironmentId>,
    slug: Slug,
    name: String,
}

#[derive(Serialize)]
struct Folder {
    path: SecretPath,
}

/// The exact state.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Exact {
    state: SyncState,
    diagnosis: Option<Diagnosed>,
    due_at: Option<Timestamp>,
    held_plan: Option<String>,
    endpoint: String,
}

impl One {
    pub(in crate::api::secret_syncs) async fn of(
        call: &Call,
        sync: syncs::Sync,
    ) -> Result<Self, ApiError> {
        let environments =
            projects::environments(&call.service, &call.caller, sync.project).await?;
        Ok(Self {
            secret_sync: Sync::new(sync, &environments)?,
        })
    }
}

impl Sync {
    /// A sync, with its source named by one of these environments.
    pub(in crate::api::secret_syncs) fn new(
        sync: syncs::Sync,
        environments: &[projects::Environment],
    ) -> Result<Self, ApiError> {
        let destination_config = with_label(stored(&sync.destination_as_sent)?);
        let sync_options = stored(&sync.options_as_sent)?;
        let last_sync_message = last_message(&sync);
        let known = environments.iter().find(|e| e.slug == sync.environment);
        let source = sync.source_exists.then(|| Environment {
            id: known.map(|e| e.id),
            name: known.map_or_else(|| sync.environment.to_string(), |e| e.name.clone()),
            slug: sync.environment.clone(),
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
            connection_id: sync.connection,
            connection: Connection {
                app: App::AzureAppConfiguration,
                name: sync.connection_name,
                id: sync.connection,
            },
            environment: source,
            folder: sync.source_exists.then_some(Folder { path: sync.path }),
            sync_status: on_the_wire(sync.state),
            last_sync_job_id: sync.last_run,
            last_sync_message,
            last_synced_at: sync.last_synced_at,
            import_status: None,
            last_import_message: None,
            remove_status: None,
            last_remove_message: None,
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
        serde_json::to_value(Sync::new(sync, &[]).unwrap()).unwrap()
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
