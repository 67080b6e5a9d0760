//! What came of a sync's requests and looks.

use super::fence::Place;
use super::ownership::own;
use super::{Origin, fence};
use crate::entity::syncs::sync_ledger::{ActiveModel, Column, Entity, Model};
use crate::transaction::ROWS_PER_STATEMENT;
use model::id::SyncId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::{Epoch, StoreError, WriteTx};

/// What came of an intent.
#[derive(Debug, Clone)]
pub enum Settled {
    /// The key was written.
    Written {
        /// The key at the destination.
        key: String,
        /// The `ETag` the answer gave.
        etag: String,
        /// The keyed digest of what was written.
        digest: Vec<u8>,
    },
    /// The key is gone from the destination: it is no longer owned.
    Removed {
        /// The key at the destination.
        key: String,
    },
    /// The request had no effect: the key is as it was before, and if it was not owned then, it is
    /// not now.
    Undone {
        /// The key at the destination.
        key: String,
    },
}

/// A key that was there, equal, before the sync first looked.
#[derive(Debug, Clone)]
pub struct Adopted {
    /// The key at the destination.
    pub key: String,
    /// The `ETag` it has.
    pub etag: String,
    /// The keyed digest of what it holds.
    pub digest: Vec<u8>,
}

/// Writes down what came of intents.
///
/// # Errors
/// [`StoreError::Stale`] when the epoch is no longer the store's.
pub async fn settle(
    tx: &WriteTx,
    sync: SyncId,
    epoch: Epoch,
    settled: &[Settled],
) -> Result<(), StoreError> {
    let place = fence(tx, sync, epoch).await?;
    for settled in settled {
        match settled {
            Settled::Written { key, etag, digest } => {
                Entity::update_many()
                    .set(ActiveModel {
                        etag: Set(Some(etag.clone())),
                        digest: Set(Some(digest.clone())),
                        ..no_intent()
                    })
                    .filter(row(&place, key))
                    .exec(tx.db())
                    .await?;
            }
            Settled::Removed { key } => {
                Entity::delete_many()
                    .filter(row(&place, key))
                    .exec(tx.db())
                    .await?;
            }
            Settled::Undone { key } => {
                Entity::delete_many()
                    .filter(row(&place, key))
                    .filter(Column::Etag.is_null())
                    .exec(tx.db())
                    .await?;
                Entity::update_many()
                    .set(no_intent())
                    .filter(row(&place, key))
                    .exec(tx.db())
                    .await?;
            }
        }
    }
    Ok(())
}

/// Owns keys that are already as they should be. Of a key that is owned, its origin stays.
///
/// # Errors
/// [`StoreError::Stale`] when the epoch is no longer the store's;
/// [`crate::Constraint::LedgerOwner`] when another sync owns one of the keys.
pub async fn adopt(
    tx: &WriteTx,
    sync: SyncId,
    epoch: Epoch,
    adopted: &[Adopted],
) -> Result<(), StoreError> {
    let place = fence(tx, sync, epoch).await?;
    let rows = adopted
        .iter()
        .map(|adopted| Model {
            sync_id: place.sync_id,
            project_id: place.project_id,
            host: place.host.clone(),
            label: place.label.clone(),
            key: adopted.key.clone(),
            origin: Origin::Adopted.as_str().to_owned(),
            etag: Some(adopted.etag.clone()),
            digest: Some(adopted.digest.clone()),
            intent: None,
            intent_digest: None,
            intent_epoch: None,
            released: false,
        })
        .collect();
    let updated = [
        Column::Etag,
        Column::Digest,
        Column::Intent,
        Column::IntentDigest,
        Column::IntentEpoch,
    ];
    own(tx, &place, rows, updated).await
}

/// Gives keys up.
///
/// # Errors
/// [`StoreError::Stale`] when the epoch is no longer the store's.
pub async fn forget(
    tx: &WriteTx,
    sync: SyncId,
    epoch: Epoch,
    keys: &[String],
) -> Result<(), StoreError> {
    let place = fence(tx, sync, epoch).await?;
    for keys in keys.chunks(ROWS_PER_STATEMENT) {
        Entity::delete_many()
            .filter(of(&place))
            .filter(Column::Key.is_in(keys))
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

fn of(place: &Place) -> Condition {
    Condition::all()
        .add(Column::SyncId.eq(place.sync_id))
        .add(Column::Host.eq(place.host.as_str()))
        .add(Column::Label.eq(place.label.as_str()))
}

fn row(place: &Place, key: &str) -> Condition {
    of(place).add(Column::Key.eq(key))
}

fn no_intent() -> ActiveModel {
    ActiveModel {
        intent: Set(None),
        intent_digest: Set(None),
        intent_epoch: Set(None),
        ..Default::default()
    }
}
