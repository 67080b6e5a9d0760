//! Secret syncs over the API.

use serde::Deserialize;
use serde_json::{Value, json};

use super::connections::Diagnosis;
use super::{APP, Client, ClientError, Place, member, typed};

/// A sync as tables show it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sync {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its connection.
    pub(crate) connection: Named,
    /// Where its secrets come from; none when that is gone.
    pub(crate) environment: Option<Environment>,
    /// Their folder.
    pub(crate) folder: Option<Folder>,
    /// The store.
    pub(crate) destination_config: Destination,
    /// Its last run.
    pub(crate) last_sync_job_id: Option<String>,
    /// Why it is not well.
    pub(crate) last_sync_message: Option<String>,
    /// When it last succeeded as a whole.
    pub(crate) last_synced_at: Option<String>,
    /// Its exact state.
    pub(crate) keyferry: Exact,
}

/// Something with a name.
#[derive(Debug, Deserialize)]
pub(crate) struct Named {
    /// The name.
    pub(crate) name: String,
}

/// A source environment.
#[derive(Debug, Deserialize)]
pub(crate) struct Environment {
    /// Its slug.
    pub(crate) slug: String,
}

/// A source folder.
#[derive(Debug, Deserialize)]
pub(crate) struct Folder {
    /// Its path.
    pub(crate) path: String,
}

/// A destination.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Destination {
    /// The store.
    pub(crate) configuration_url: String,
    /// The label, empty for none.
    pub(crate) label: String,
}

/// The exact state of a sync.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Exact {
    /// The state.
    pub(crate) state: String,
    /// Why it is not well.
    pub(crate) diagnosis: Option<Diagnosis>,
    /// The plan that waits for confirmation.
    pub(crate) held_plan: Option<String>,
}

/// A run.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Run {
    /// Its id.
    pub(crate) id: String,
    /// Why it started.
    pub(crate) trigger: String,
    /// How it ended.
    pub(crate) outcome: String,
    /// What it did.
    pub(crate) counts: Counts,
    /// Requests it sent.
    pub(crate) requests: i64,
    /// When it started.
    pub(crate) started_at: String,
    /// When it ended.
    pub(crate) finished_at: Option<String>,
}

/// How many keys of each action.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Counts {
    /// Written for the first time.
    pub(crate) created: u64,
    /// Written again.
    pub(crate) updated: u64,
    /// Deleted.
    pub(crate) deleted: u64,
    /// Found equal and taken over.
    pub(crate) adopted: u64,
    /// As they should be.
    pub(crate) unchanged: u64,
    /// Skipped.
    pub(crate) skipped: u64,
    /// Failed.
    pub(crate) failed: u64,
}

/// What a run did to one key.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunItem {
    /// The key.
    pub(crate) key: String,
    /// What was done.
    pub(crate) action: String,
    /// Why.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) next_step: String,
}

/// What the next run would do.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Plan {
    /// Names the plan.
    pub(crate) fingerprint: String,
    /// Why the guard would stop it.
    pub(crate) held: Option<String>,
    /// What the connection may not do, though the plan needs it.
    pub(crate) warning: Option<Diagnosis>,
    /// How many keys of each action.
    pub(crate) counts: Counts,
    /// What it costs.
    pub(crate) forecast: Forecast,
    /// Key by key.
    pub(crate) steps: Vec<RunItem>,
}

/// What a plan costs.
#[derive(Debug, Deserialize)]
pub(crate) struct Forecast {
    /// Requests.
    pub(crate) requests: u64,
    /// Seconds at the store's pace.
    pub(crate) seconds: f64,
}

/// A sync to make.
pub(crate) struct NewSync {
    /// Its name.
    pub(crate) name: String,
    /// The connection's id.
    pub(crate) connection: String,
    /// The source.
    pub(crate) place: Place,
    /// The store.
    pub(crate) store: String,
    /// The label; none is the null label.
    pub(crate) label: Option<String>,
    /// The store's tier.
    pub(crate) tier: String,
    /// What happens to keys that were there first.
    pub(crate) initial: String,
    /// How destination keys are made.
    pub(crate) key_schema: Option<String>,
    /// Whether keys that are gone here stay there.
    pub(crate) keep_deleted: bool,
    /// What happens to keys changed there.
    pub(crate) drift: String,
}

impl Client {
    /// The syncs of a project.
    pub(crate) async fn syncs(&self, project: &str) -> Result<Value, ClientError> {
        let query = [("projectId", project)];
        member(
            self.get(&["v1", "secret-syncs"], &query).await?,
            "secretSyncs",
        )
    }

    /// A sync by name.
    pub(crate) async fn sync(&self, project: &str, name: &str) -> Result<Sync, ClientError> {
        Ok(self.sync_value(project, name).await?.1)
    }

    /// A sync by name, as the server wrote it and read.
    pub(crate) async fn sync_value(
        &self,
        project: &str,
        name: &str,
    ) -> Result<(Value, Sync), ClientError> {
        let path = ["v1", "secret-syncs", APP, "sync-name", name];
        let value = member(
            self.get(&path, &[("projectId", project)]).await?,
            "secretSync",
        )?;
        let sync = typed(&value)?;
        Ok((value, sync))
    }

    /// Makes a sync.
    pub(crate) async fn create_sync(
        &self,
        project: &str,
        new: &NewSync,
    ) -> Result<Value, ClientError> {
        let body = json!({
            "name": new.name,
            "projectId": project,
            "connectionId": new.connection,
            "environment": new.place.environment,
            "secretPath": new.place.path,
            "syncOptions": {
                "initialSyncBehavior": new.initial,
                "keySchema": new.key_schema.as_deref().unwrap_or_default(),
                "disableSecretDeletion": new.keep_deleted,
                "driftBehavior": new.drift,
            },
            "destinationConfig": {
                "configurationUrl": new.store,
                "label": new.label.as_deref().unwrap_or_default(),
                "tier": new.tier,
            },
        });
        member(
            self.post(&["v1", "secret-syncs", APP], &body).await?,
            "secretSync",
        )
    }

    /// What the next run would do.
    pub(crate) async fn plan(&self, id: &str) -> Result<Value, ClientError> {
        member(self.on_sync(id, "plan", &json!({})).await?, "plan")
    }

    /// Asks for a run.
    pub(crate) async fn request_run(&self, id: &str) -> Result<Sync, ClientError> {
        typed(&member(
            self.on_sync(id, "sync-secrets", &json!({})).await?,
            "secretSync",
        )?)
    }

    /// Confirms a held plan.
    pub(crate) async fn confirm(&self, id: &str, fingerprint: &str) -> Result<Value, ClientError> {
        let body = json!({ "fingerprint": fingerprint });
        member(self.on_sync(id, "confirm", &body).await?, "secretSync")
    }

    /// The last runs, newest first.
    pub(crate) async fn runs(&self, id: &str, limit: u32) -> Result<Value, ClientError> {
        let path = ["v1", "secret-syncs", APP, id, "runs"];
        let limit = limit.to_string();
        member(self.get(&path, &[("limit", limit.as_str())]).await?, "runs")
    }

    /// The newest run.
    pub(crate) async fn last_run(&self, id: &str) -> Result<Option<Run>, ClientError> {
        let runs: Vec<Run> = typed(&self.runs(id, 1).await?)?;
        Ok(runs.into_iter().next())
    }

    /// What a run did, key by key.
    pub(crate) async fn run_items(&self, id: &str, run: &str) -> Result<Value, ClientError> {
        let path = ["v1", "secret-syncs", APP, id, "runs", run];
        member(self.get(&path, &[]).await?, "items")
    }

    async fn on_sync(&self, id: &str, verb: &str, body: &Value) -> Result<Value, ClientError> {
        self.post(&["v1", "secret-syncs", APP, id, verb], body)
            .await
    }
}
