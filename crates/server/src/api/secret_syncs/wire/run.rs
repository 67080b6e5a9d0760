//! The shapes of a run and of what it did to each key. Never a value.

use model::Timestamp;
use model::id::RunId;
use model::sync::{RunOutcome, RunTrigger};
use serde::Serialize;
use service::syncs;
use utoipa::ToSchema;

use crate::api::wire::Diagnosed;
use crate::messages;

/// A run of a sync.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SyncRun)]
pub(in crate::api::secret_syncs) struct Run {
    id: RunId,
    trigger: RunTrigger,
    actor: Option<String>,
    outcome: RunOutcome,
    counts: Counts,
    requests: i64,
    throttled: i64,
    diagnosis: Option<Diagnosed>,
    started_at: Timestamp,
    finished_at: Option<Timestamp>,
}

/// How many keys of each action.
#[derive(Serialize, ToSchema)]
#[schema(as = SyncCounts)]
pub(in crate::api::secret_syncs) struct Counts {
    created: i64,
    updated: i64,
    deleted: i64,
    adopted: i64,
    unchanged: i64,
    skipped: i64,
    failed: i64,
}

/// What a run did to one key, or why it did not.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SyncRunItem)]
pub(in crate::api::secret_syncs) struct RunItem {
    key: String,
    action: String,
    reason: String,
    message: String,
    next_step: String,
    command: Option<String>,
}

impl From<syncs::Run> for Run {
    fn from(run: syncs::Run) -> Self {
        Self {
            id: run.id,
            trigger: run.trigger,
            actor: run.actor,
            outcome: run.outcome,
            counts: run.counts.into(),
            requests: run.requests,
            throttled: run.throttled,
            diagnosis: run.diagnosis.as_ref().map(Diagnosed::from),
            started_at: run.started_at,
            finished_at: run.finished_at,
        }
    }
}

impl From<syncs::Counts> for Counts {
    fn from(counts: syncs::Counts) -> Self {
        Self {
            created: counts.created,
            updated: counts.updated,
            deleted: counts.deleted,
            adopted: counts.adopted,
            unchanged: counts.unchanged,
            skipped: counts.skipped,
            failed: counts.failed,
        }
    }
}

impl From<syncs::RunItem> for RunItem {
    fn from(item: syncs::RunItem) -> Self {
        let message = messages::describe_item(&item);
        Self {
            key: item.key,
            action: item.action,
            reason: item.reason,
            message: message.sentence,
            next_step: message.next_step,
            command: message.command,
        }
    }
}
