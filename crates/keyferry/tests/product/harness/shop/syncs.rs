//! Adding a sync, running it, and seeing what it did.

use std::thread;

use serde_json::{Value, json};

use super::{APP, ENVIRONMENT, Ran, SYNC, Shop};
use crate::harness::{admin::text, server::LOOK};

impl Shop {
    /// Adds a sync to the store's null label that runs on request only.
    pub(crate) fn sync(&self) -> String {
        self.sync_with(&json!({ "initialSyncBehavior": "overwrite-destination" }))
    }

    /// Adds a sync to another store.
    pub(crate) fn sync_to(&self, store: &str) -> String {
        self.add_sync(
            store,
            &json!({ "initialSyncBehavior": "overwrite-destination" }),
        )
    }

    /// Adds a sync with other options.
    pub(crate) fn sync_with(&self, options: &Value) -> String {
        self.add_sync(&self.store(), options)
    }

    fn add_sync(&self, store: &str, options: &Value) -> String {
        let sync = json!({
            "name": SYNC,
            "projectId": self.project,
            "connectionId": self.connection()["id"],
            "environment": ENVIRONMENT,
            "secretPath": "/",
            "isAutoSyncEnabled": false,
            "syncOptions": options,
            "destinationConfig": {
                "configurationUrl": store, "label": "", "tier": "unlimited",
            },
        });
        let made = self
            .api_post(&format!("v1/secret-syncs/{APP}"), &sync)
            .json();
        text(&made["secretSync"], "id")
    }

    /// Adds a sync of its own name through another connection, to a label of the same name, and
    /// runs it.
    pub(crate) fn ferry_by(&self, connection: &str, store: &str) -> Ran {
        let arguments = [
            "syncs",
            "create",
            connection,
            "--connection",
            connection,
            "--env",
            ENVIRONMENT,
            "--store",
            store,
            "--label",
            connection,
        ];
        let added = self.keyferry(&arguments);
        if added.code != 0 {
            return added;
        }
        self.keyferry(&["--output", "json", "syncs", "run", connection])
    }

    /// Runs the sync and waits for its end.
    pub(crate) fn run_sync(&self) -> Ran {
        self.keyferry(&["--output", "json", "syncs", "run", SYNC])
    }

    /// The sync, as the API shows it.
    pub(crate) fn read_sync(&self) -> Value {
        let path = format!("v1/secret-syncs/{APP}/sync-name/{SYNC}");
        let answer = self
            .api_get(&format!("{path}?projectId={}", self.project))
            .json();
        answer["secretSync"].clone()
    }

    /// The sync's runs, newest first.
    pub(crate) fn runs(&self) -> Vec<Value> {
        let sync = text(&self.read_sync(), "id");
        let answer = self
            .api_get(&format!("v1/secret-syncs/{APP}/{sync}/runs?limit=200"))
            .json();
        answer["runs"].as_array().expect("a list of runs").clone()
    }

    /// What the newest run did, as `action reason key`, by key.
    pub(crate) fn last_items(&self) -> Vec<String> {
        let ran = self
            .keyferry(&["--output", "json", "syncs", "runs", SYNC, "last"])
            .ok();
        steps(&ran.json())
    }

    /// What the next run would do, as `action reason key`, and the plan itself.
    pub(crate) fn plan(&self) -> (Vec<String>, Value) {
        let plan = self
            .keyferry(&["--output", "json", "syncs", "plan", SYNC])
            .json();
        (steps(&plan["steps"]), plan)
    }

    /// The sync's exact state.
    pub(crate) fn state(&self) -> String {
        text(&self.read_sync()["keyferry"], "state")
    }

    /// Waits until the sync neither runs nor waits to run.
    pub(crate) fn settled(&self) -> String {
        loop {
            let state = self.state();
            if !matches!(state.as_str(), "pending" | "running") {
                return state;
            }
            thread::sleep(LOOK);
        }
    }
}

fn steps(steps: &Value) -> Vec<String> {
    let steps = steps.as_array().expect("a list of steps").iter();
    let word = |step: &Value, name| text(step, name);
    let mut steps: Vec<_> = steps
        .map(|step| {
            [
                word(step, "key"),
                word(step, "action"),
                word(step, "reason"),
            ]
        })
        .collect();
    steps.sort();
    steps
        .into_iter()
        .map(|[key, action, reason]| format!("{action} {reason} {key}"))
        .collect()
}
