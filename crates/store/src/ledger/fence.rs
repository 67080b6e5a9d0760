//! The fence: a write under a claim that somebody else has made anew since is refused.

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

/// Checks that a claim still holds, and on PostgreSQL keeps the store from being claimed until the
/// transaction ends. (On SQLite a writer is alone.)
pub(crate) async fn fence(tx: &WriteTx, sync: SyncId, epoch: Epoch) -> Result<Place, StoreError> {
    let stale = StoreError::Stale {
        expected: epoch.as_number(),
    };
    let Some(sync) = secret_sync::Entity::find_by_id(sync.as_uuid())
        .one(tx.db())
        .await?
    else {
        return Err(stale);
    };
    let store = store::Entity::find_by_id(sync.store_id)
        .filter(store::Column::LeaseEpoch.eq(epoch.as_number()))
        .lock_shared()
        .one(tx.db())
        .await?;
    let Some(store) = store else {
        return Err(stale);
    };
    Ok(Place {
        sync_id: sync.id,
        project_id: sync.project_id,
        host: store.host,
        label: sync.label,
    })
}
