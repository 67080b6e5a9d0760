//! The fence: a write is refused under a claim that somebody else has made anew since, and for a sync
//! that has moved since.

use model::id::SyncId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::entity::syncs::{secret_sync, store};
use crate::{Epoch, StoreError, WriteTx};

/// Where a sync's ledger lies.
pub(crate) struct Place {
    pub(super) sync_id: Uuid,
    pub(super) project_id: Uuid,
    pub(super) host: String,
    pub(super) label: String,
}

/// Checks that a claim still holds and was made since the sync went where it goes now. On PostgreSQL it
/// keeps the store from being claimed, and the sync from being moved, until the transaction ends. (On
/// SQLite a writer is alone.)
pub(crate) async fn fence(tx: &WriteTx, sync: SyncId, epoch: Epoch) -> Result<Place, StoreError> {
    let stale = StoreError::Stale {
        expected: epoch.as_number(),
    };
    let find = || secret_sync::Entity::find_by_id(sync.as_uuid());
    let Some(seen) = find().one(tx.db()).await? else {
        return Err(stale);
    };
    // The store first: whoever claims it goes on to its syncs.
    let store = store::Entity::find_by_id(seen.store_id)
        .filter(store::Column::LeaseEpoch.eq(epoch.as_number()))
        .lock_shared()
        .one(tx.db())
        .await?;
    let sync = find()
        .filter(secret_sync::Column::StoreId.eq(seen.store_id))
        .filter(secret_sync::Column::MovedEpoch.lt(epoch.as_number()))
        .lock_shared()
        .one(tx.db())
        .await?;
    let Some((store, sync)) = store.zip(sync) else {
        return Err(stale);
    };
    Ok(Place {
        sync_id: sync.id,
        project_id: sync.project_id,
        host: store.host,
        label: sync.label,
    })
}
