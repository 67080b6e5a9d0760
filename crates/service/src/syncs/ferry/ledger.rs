//! The ledger between its stored rows and the planner's entries.

use std::collections::BTreeMap;
use std::time::Duration;

use model::Timestamp;
use plan::{DestinationKey, Digest32, Etag, Intent, Ledger, LedgerEntry, Left, Origin};
use store::ledger::{self, IntentKind, LedgerRow};
use store::runs::{self, Run};
use store::syncs::SecretSync;
use store::{Epoch, ReadTx};

use crate::{Error, Service};

/// How many runs back the end of a run is looked for; an older one is long over.
const RUNS_BACK: u64 = 20;

/// What the sync remembers of its keys.
pub(in crate::syncs) async fn load(
    service: &Service,
    tx: &ReadTx,
    sync: &SecretSync,
) -> Result<Ledger, Error> {
    let rows = ledger::load(tx, sync.id).await?;
    let runs = if rows.iter().any(|row| row.intent.is_some()) {
        runs::list(tx, sync.id, RUNS_BACK).await?
    } else {
        Vec::new()
    };
    let (now, longest) = (service.now(), service.parts().timing.longest_request);
    rows.into_iter()
        .map(|row| entry(row, |epoch| may_still_arrive(&runs, epoch, now, longest)))
        .collect()
}

/// The rows that deleted syncs of the project left at this sync's destination.
pub(super) async fn released(tx: &ReadTx, sync: &SecretSync) -> Result<Ledger, Error> {
    let rows = ledger::released(tx, sync.id).await?;
    rows.into_iter().map(|row| entry(row, |_| false)).collect()
}

/// The keys under the sync's label that other syncs look after, with their names.
pub(in crate::syncs) async fn owners(
    tx: &ReadTx,
    sync: &SecretSync,
    host: &str,
) -> Result<BTreeMap<DestinationKey, String>, Error> {
    let rows = ledger::owners(tx, host, &sync.destination.label, sync.id).await?;
    Ok(rows
        .into_iter()
        .map(|row| (DestinationKey::new(row.key), row.sync_name.to_string()))
        .collect())
}

pub(super) fn stored_origin(origin: Origin) -> ledger::Origin {
    match origin {
        Origin::Created => ledger::Origin::Created,
        Origin::Overwrote => ledger::Origin::Overwrote,
        Origin::Adopted => ledger::Origin::Adopted,
    }
}

fn entry(
    row: LedgerRow,
    may_still_arrive: impl Fn(Epoch) -> bool,
) -> Result<(DestinationKey, LedgerEntry), Error> {
    let damaged = || Error::Internal(format!("the ledger row of `{}` is damaged", row.key));
    let digest = |bytes: &[u8]| {
        <[u8; 32]>::try_from(bytes)
            .map(Digest32::from_bytes)
            .map_err(|_| damaged())
    };
    let left = match (&row.etag, &row.digest) {
        (Some(etag), Some(bytes)) => Some(Left {
            etag: Etag::new(etag),
            digest: digest(bytes)?,
        }),
        _ => None,
    };
    let intent = match &row.intent {
        None => None,
        Some(intent) => Some(Intent {
            content: match (intent.kind, &intent.digest) {
                (IntentKind::Delete, _) => None,
                (IntentKind::Put, Some(bytes)) => Some(digest(bytes)?),
                (IntentKind::Put, None) => return Err(damaged()),
            },
            may_still_arrive: may_still_arrive(intent.epoch),
        }),
    };
    let origin = match row.origin {
        ledger::Origin::Created => Origin::Created,
        ledger::Origin::Overwrote => Origin::Overwrote,
        ledger::Origin::Adopted => Origin::Adopted,
    };
    Ok((
        DestinationKey::new(row.key),
        LedgerEntry {
            origin,
            left,
            intent,
        },
    ))
}

/// Whether a request that was sent under an epoch may still take effect: its run ended less than
/// the longest request time ago. A run that was cut off ended when that was noticed.
fn may_still_arrive(runs: &[Run], epoch: Epoch, now: Timestamp, longest: Duration) -> bool {
    runs.iter()
        .find(|run| run.epoch <= epoch)
        .is_some_and(|run| {
            run.finished_at
                .is_none_or(|ended| now.since(ended) < longest)
        })
}
