//! What a sync remembers of its destination's pages, for the cheap look.

use crate::entity::syncs::sync_page::{Column, Entity, Model};
use model::id::SyncId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{ReadTx, StoreError, WriteTx};

/// One page of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its place in the listing, from 0 up.
    pub position: i64,
    /// Its `ETag`.
    pub etag: String,
    /// Where the next page is; none for the last.
    pub next: Option<String>,
}

/// The pages a sync remembers, in their order.
pub async fn load(tx: &ReadTx, sync: SyncId) -> Result<Vec<Page>, StoreError> {
    let rows = Entity::find()
        .filter(Column::SyncId.eq(sync.as_uuid()))
        .order_by_asc(Column::Position)
        .all(tx.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Page {
            position: row.position,
            etag: row.etag,
            next: row.next,
        })
        .collect())
}

/// Remembers pages, in place of what was remembered before.
pub async fn replace(tx: &WriteTx, sync: SyncId, pages: &[Page]) -> Result<(), StoreError> {
    clear(tx, sync).await?;
    tx.insert_all(pages.iter().map(|page| Model {
        sync_id: sync.as_uuid(),
        position: page.position,
        etag: page.etag.clone(),
        next: page.next.clone(),
    }))
    .await
}

/// Remembers nothing: the next look is a whole one.
pub async fn clear(tx: &WriteTx, sync: SyncId) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::SyncId.eq(sync.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}
