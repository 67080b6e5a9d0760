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

/// What a look that left nothing to do saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// The digest of everything the sync was planned from. The pages are of use only while it stays
    /// the same.
    pub inputs: Vec<u8>,
    /// The pages, in their order; at least one.
    pub pages: Vec<Page>,
}

/// What a sync remembers, if anything.
pub async fn load(tx: &ReadTx, sync: SyncId) -> Result<Option<Remembered>, StoreError> {
    let rows = Entity::find()
        .filter(Column::SyncId.eq(sync.as_uuid()))
        .order_by_asc(Column::Position)
        .all(tx.db())
        .await?;
    let inputs = rows.first().map(|row| row.inputs.clone());
    let pages = rows
        .into_iter()
        .map(|row| Page {
            position: row.position,
            etag: row.etag,
            next: row.next,
        })
        .collect();
    Ok(inputs.map(|inputs| Remembered { inputs, pages }))
}

/// Remembers what was seen, in place of what was remembered before.
pub async fn replace(tx: &WriteTx, sync: SyncId, seen: &Remembered) -> Result<(), StoreError> {
    clear(tx, sync).await?;
    let rows = seen.pages.iter().map(|page| Model {
        sync_id: sync.as_uuid(),
        position: page.position,
        etag: page.etag.clone(),
        next: page.next.clone(),
        inputs: seen.inputs.clone(),
    });
    tx.insert_all(rows.collect()).await
}

/// Remembers nothing: the next look is a whole one.
pub async fn clear(tx: &WriteTx, sync: SyncId) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::SyncId.eq(sync.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}
