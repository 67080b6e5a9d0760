//! Browsers that somebody signed in with before, and where they were last.

use model::Timestamp;
use model::id::UserId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::people::device::{Column, Entity, Model};
use crate::{ReadTx, StoreError, WriteTx};

/// A browser that somebody signed in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Who signed in.
    pub user_id: UserId,
    /// The hash of what the browser keeps.
    pub token_hash: Vec<u8>,
    /// Where it was last.
    pub address: String,
    /// When it was there.
    pub used_at: Timestamp,
}

/// Notes that somebody signed in with a browser, and forgets all but this many of theirs, the one
/// used longest ago first.
pub async fn put(tx: &WriteTx, device: &Device, most: u64) -> Result<(), StoreError> {
    let row = Model {
        user_id: device.user_id.as_uuid(),
        token_hash: device.token_hash.clone(),
        address: device.address.clone(),
        used_at: device.used_at.as_micros(),
    };
    let on_conflict = OnConflict::columns([Column::UserId, Column::TokenHash])
        .update_columns([Column::Address, Column::UsedAt])
        .to_owned();
    tx.upsert_all(vec![row], &on_conflict).await?;
    let oldest_kept = Entity::find()
        .filter(Column::UserId.eq(device.user_id.as_uuid()))
        .order_by_desc(Column::UsedAt)
        .offset(most.saturating_sub(1))
        .one(tx.db())
        .await?;
    if let Some(oldest) = oldest_kept {
        Entity::delete_many()
            .filter(Column::UserId.eq(device.user_id.as_uuid()))
            .filter(Column::UsedAt.lt(oldest.used_at))
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

/// The browsers that somebody signed in with.
pub async fn of(tx: &ReadTx, user: UserId) -> Result<Vec<Device>, StoreError> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user.as_uuid()))
        .order_by_desc(Column::UsedAt)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(parse).collect())
}

/// Forgets the browsers that somebody signed in with.
pub async fn forget(tx: &WriteTx, user: UserId) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}

fn parse(row: Model) -> Device {
    Device {
        user_id: UserId::from_uuid(row.user_id),
        token_hash: row.token_hash,
        address: row.address,
        used_at: Timestamp::from_micros(row.used_at),
    }
}
