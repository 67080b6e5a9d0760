//! Which sync owns a key, and how ownership passes from a deleted sync to a new one.

use std::collections::{BTreeMap, BTreeSet};

use super::{fence, parse};
use crate::columns::Row;
use crate::entity::syncs::sync_ledger::{ActiveModel, Column, Entity, Model};
use crate::entity::syncs::{secret_sync, store};
use model::Slug;
use model::id::SyncId;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::LedgerRow;
use crate::{Epoch, ReadTx, StoreError, WriteTx};

/// Another sync's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The key at the destination.
    pub key: String,
    /// The sync that owns it.
    pub sync_id: SyncId,
    /// That sync's name.
    pub sync_name: Slug,
}

/// The keys under a label of a host that another sync owns, by key.
pub async fn owners(
    tx: &ReadTx,
    host: &str,
    label: &str,
    not_sync: SyncId,
) -> Result<Vec<Owner>, StoreError> {
    let rows: Vec<(String, Uuid, String)> = Entity::find()
        .select_only()
        .column(Column::Key)
        .column(Column::SyncId)
        .column(secret_sync::Column::Name)
        .inner_join(secret_sync::Entity)
        .filter(Column::Host.eq(host))
        .filter(Column::Label.eq(label))
        .filter(Column::Released.eq(false))
        .filter(Column::SyncId.ne(not_sync.as_uuid()))
        .into_tuple()
        .all(tx.db())
        .await?;
    let mut owners = rows
        .into_iter()
        .map(|(key, sync, name)| {
            Ok(Owner {
                sync_id: SyncId::from_uuid(sync),
                sync_name: Row::of("secret_syncs", &sync).text("name", &name)?,
                key,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    owners.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(owners)
}

/// Gives up everything a sync owns, wherever it lies, and keeps it written down for a later sync.
pub async fn release(tx: &WriteTx, sync: SyncId) -> Result<(), StoreError> {
    Entity::update_many()
        .set(ActiveModel {
            released: Set(true),
            ..Default::default()
        })
        .filter(Column::SyncId.eq(sync.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// What earlier syncs of the same project left at this sync's destination and nobody owns now, by
/// key. Of a key that several left, the newest sync's.
pub async fn released(tx: &ReadTx, sync: SyncId) -> Result<Vec<LedgerRow>, StoreError> {
    let found = secret_sync::Entity::find_by_id(sync.as_uuid())
        .find_also_related(store::Entity)
        .one(tx.db())
        .await?;
    let Some((sync, Some(store))) = found else {
        return Ok(Vec::new());
    };
    let rows = newest_released(tx, sync.project_id, &store.host, &sync.label).await?;
    rows.into_values().map(parse).collect()
}

/// Owns again what [`released`] lists, as far as `keys` names it. Returns how many.
///
/// # Errors
/// [`StoreError::Stale`] when the epoch is no longer the store's.
pub async fn reclaim(
    tx: &WriteTx,
    sync: SyncId,
    epoch: Epoch,
    keys: &[String],
) -> Result<u64, StoreError> {
    let place = fence(tx, sync, epoch).await?;
    let wanted: BTreeSet<&String> = keys.iter().collect();
    let released = newest_released(tx, place.project_id, &place.host, &place.label).await?;
    let mut reclaimed = 0;
    for row in released
        .into_values()
        .filter(|row| wanted.contains(&row.key))
    {
        let same_key =
            left(place.project_id, &place.host, &place.label).add(Column::Key.eq(row.key.as_str()));
        Entity::delete_many()
            .filter(same_key.clone())
            .filter(Column::SyncId.ne(row.sync_id))
            .exec(tx.db())
            .await?;
        Entity::update_many()
            .set(ActiveModel {
                sync_id: Set(place.sync_id),
                released: Set(false),
                ..Default::default()
            })
            .filter(same_key)
            .exec(tx.db())
            .await?;
        reclaimed += 1;
    }
    Ok(reclaimed)
}

/// What syncs of a project left at a place and nobody owns now, the newest sync's row of each key.
async fn newest_released(
    tx: &ReadTx,
    project: Uuid,
    host: &str,
    label: &str,
) -> Result<BTreeMap<String, Model>, StoreError> {
    let owned = Entity::find()
        .select_only()
        .column(Column::Key)
        .filter(Column::Host.eq(host))
        .filter(Column::Label.eq(label))
        .filter(Column::Released.eq(false))
        .into_query();
    let rows = Entity::find()
        .filter(left(project, host, label))
        .filter(Column::Key.not_in_subquery(owned))
        .order_by_asc(Column::SyncId)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.key.clone(), row)).collect())
}

fn left(project: Uuid, host: &str, label: &str) -> Condition {
    Condition::all()
        .add(Column::ProjectId.eq(project))
        .add(Column::Host.eq(host))
        .add(Column::Label.eq(label))
        .add(Column::Released.eq(true))
}
