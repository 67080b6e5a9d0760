//! What the runs of a sync did.

use model::access::Action;
use model::id::{RunId, SyncId};
use model::sync::{RunOutcome, RunTrigger};
use model::{Diagnosis, Timestamp};
use serde::{Deserialize, Serialize};
use store::runs::{self, Run as RunRow, RunCounts, RunItem as ItemRow};

use super::{find, view};
use crate::{Caller, Error, Service, What};

/// How many keys of each action.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Written for the first time.
    pub created: i64,
    /// Written again.
    pub updated: i64,
    /// Deleted.
    pub deleted: i64,
    /// Became ours without a request.
    pub adopted: i64,
    /// As they should be.
    pub unchanged: i64,
    /// Skipped.
    pub skipped: i64,
    /// Failed.
    pub failed: i64,
}

/// A run.
#[derive(Debug, Clone)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Why it started.
    pub trigger: RunTrigger,
    /// Who asked for it.
    pub actor: Option<String>,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: RunOutcome,
    /// What it did.
    pub counts: Counts,
    /// Requests it sent to the store.
    pub requests: i64,
    /// How often the store answered 429.
    pub throttled: i64,
    /// Why it is not whole.
    pub diagnosis: Option<Diagnosis>,
}

/// What a run did to one key, or why it did not. Never a value.
#[derive(Debug, Clone)]
pub struct RunItem {
    /// The destination key.
    pub key: String,
    /// `create`, `update`, `delete`, `adopt`, `skip` or `fail`.
    pub action: String,
    /// Why it was done or skipped, as a word such as `locked`.
    pub reason: String,
    /// What the reason is about, such as the owner's name or the size.
    pub detail: Option<String>,
    /// Why it failed.
    pub diagnosis: Option<Diagnosis>,
}

/// The last runs of a sync, newest first.
///
/// # Errors
/// [`Error::NotFound`] when there is no such sync, or the caller may not know.
pub async fn runs(
    service: &Service,
    caller: &Caller,
    id: SyncId,
    limit: u64,
) -> Result<Vec<Run>, Error> {
    let tx = service.store().read().await?;
    find::sync(&tx, caller, id, Action::ReadSyncs).await?;
    runs::list(&tx, id, limit)
        .await?
        .into_iter()
        .map(Run::of)
        .collect()
}

/// What a run did, key by key: changes, skips and failures; unchanged keys are only counted.
///
/// # Errors
/// [`Error::NotFound`] when the sync has no such run.
pub async fn run_items(
    service: &Service,
    caller: &Caller,
    id: SyncId,
    run: RunId,
) -> Result<Vec<RunItem>, Error> {
    let tx = service.store().read().await?;
    find::sync(&tx, caller, id, Action::ReadSyncs).await?;
    runs::get(&tx, run)
        .await?
        .filter(|row| row.sync_id == id)
        .ok_or_else(|| Error::not_found(What::Run, run))?;
    runs::items(&tx, run)
        .await?
        .into_iter()
        .map(RunItem::of)
        .collect()
}

/// The stored form of a run item's reason.
#[derive(Serialize, Deserialize)]
pub(super) struct Reason {
    pub(super) word: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) detail: Option<String>,
}

impl Run {
    fn of(row: RunRow) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            trigger: row.trigger,
            actor: row.actor,
            started_at: row.started_at,
            finished_at: row.finished_at,
            outcome: row.outcome,
            counts: Counts::from(&row.counts),
            requests: number(row.counts.requests),
            throttled: number(row.counts.throttled),
            diagnosis: view::diagnosis(row.diagnosis.as_deref())?,
        })
    }
}

impl RunItem {
    fn of(row: ItemRow) -> Result<Self, Error> {
        let reason: Reason = serde_json::from_str(&row.reason)
            .map_err(|error| Error::Internal(format!("a run item is damaged: {error}")))?;
        Ok(Self {
            key: row.key,
            action: row.action,
            reason: reason.word,
            detail: reason.detail,
            diagnosis: view::diagnosis(row.diagnosis.as_deref())?,
        })
    }
}

impl From<&RunCounts> for Counts {
    fn from(counts: &RunCounts) -> Self {
        Self {
            created: number(counts.created),
            updated: number(counts.updated),
            deleted: number(counts.deleted),
            adopted: number(counts.adopted),
            unchanged: number(counts.unchanged),
            skipped: number(counts.skipped),
            failed: number(counts.failed),
        }
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
