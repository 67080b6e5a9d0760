//! Deleting the older data keys of owners whose rows are all under the newest.

use std::collections::BTreeMap;

use model::id::{DataKeyId, ProjectId};
use serde_json::json;
use store::{WriteTx, keys};

use super::EVENT;
use super::record::{Record, RefusedRow};
use super::work::Step;
use crate::{Caller, Error, Service, audit};

/// For how many owners in one transaction.
const AT_ONCE: usize = 50;

pub(super) async fn some(
    service: &Service,
    tx: &WriteTx,
    record: &mut Record,
) -> Result<Step, Error> {
    let mut of: BTreeMap<Option<ProjectId>, Vec<DataKeyId>> = BTreeMap::new();
    for key in keys::all(tx).await? {
        of.entry(key.project_id).or_default().push(key.id);
    }
    of.retain(|owner, ids| ids.len() > 1 && !record.kept.contains(owner));
    if of.is_empty() {
        return end(service, tx, record).await;
    }
    for (owner, ids) in of.into_iter().take(AT_ONCE) {
        let Some((_newest, older)) = ids.split_last() else {
            continue;
        };
        let deleted = keys::delete(tx, older).await?;
        record.owners_done += 1;
        let detail = json!({ "stage": "owner-done", "dataKeysDeleted": deleted });
        audit::record(service, tx, &Caller::platform(), EVENT, owner, detail).await?;
    }
    Ok(Step::More)
}

async fn end(service: &Service, tx: &WriteTx, record: &mut Record) -> Result<Step, Error> {
    record.end(service.now());
    let detail = json!({
        "stage": "ended",
        "ownersDone": record.owners_done,
        "ownersLeft": record.kept.len(),
        "rowsResealed": record.resealed,
        "rowsLeft": record.refused,
    });
    audit::record(service, tx, &Caller::platform(), EVENT, None, detail).await?;
    for RefusedRow {
        table,
        column,
        id,
        version,
        ..
    } in &record.named
    {
        tracing::error!(%table, %column, %id, version, "a row opens under no data key");
    }
    let (rows, left) = (record.resealed, record.refused);
    tracing::info!(rows, left, "everything was sealed anew, as far as it opens");
    Ok(Step::Rest)
}
