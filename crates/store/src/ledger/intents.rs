//! What a sync is about to do, written down before it is sent.

use super::fence;
use super::ownership::own;
use crate::entity::syncs::sync_ledger::{Column, Model};
use model::id::SyncId;

use super::{IntentKind, Origin};
use crate::{Epoch, StoreError, WriteTx};

/// A request that is about to be sent.
#[derive(Debug, Clone)]
pub struct IntentRow {
    /// The key at the destination.
    pub key: String,
    /// How the key comes to be owned, if it is not yet.
    pub origin: Origin,
    /// What the request does.
    pub kind: IntentKind,
    /// The keyed digest of what it writes.
    pub digest: Option<Vec<u8>>,
}

/// Writes down what is about to be sent. Keys that are not owned yet are owned from here on.
///
/// # Errors
/// [`StoreError::Stale`] when the epoch is no longer the store's;
/// [`crate::Constraint::LedgerOwner`] when another sync owns one of the keys.
pub async fn put_intents(
    tx: &WriteTx,
    sync: SyncId,
    epoch: Epoch,
    intents: &[IntentRow],
) -> Result<(), StoreError> {
    let place = fence(tx, sync, epoch).await?;
    let rows = intents
        .iter()
        .map(|intent| Model {
            sync_id: place.sync_id,
            project_id: place.project_id,
            host: place.host.clone(),
            label: place.label.clone(),
            key: intent.key.clone(),
            origin: intent.origin.as_str().to_owned(),
            etag: None,
            digest: None,
            intent: Some(intent.kind.as_str().to_owned()),
            intent_digest: intent.digest.clone(),
            intent_epoch: Some(epoch.as_number()),
            released: false,
        })
        .collect();
    // Of a key that is owned, what is known of it stays.
    let updated = [Column::Intent, Column::IntentDigest, Column::IntentEpoch];
    own(tx, &place, rows, updated).await
}
