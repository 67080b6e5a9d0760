//! Which sync owns a key, and how ownership passes from a deleted sync to a new one.

use model::Slug;
use model::id::SyncId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::fence::Place;
use super::{LedgerRow, fence, parse_all};
use crate::columns::Row;
use crate::entity::syncs::sync_ledger::{ActiveModel, Column, Entity, Model};
use crate::entity::syncs::{secret_sync, store};
use crate::transaction::ROWS_PER_STATEMENT;
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

/// What earlier syncs of the same project left at this sync's destination and nobody has owned
/// since, by key.
pub async fn released(tx: &ReadTx, sync: SyncId) -> Result<Vec<LedgerRow>, StoreError> {
    let found = secret_sync::Entity::find_by_id(sync.as_uuid())
        .find_also_related(store::Entity)
        .one(tx.db())
        .await?;
    let Some((sync, Some(store))) = found else {
        return Ok(Vec::new());
    };
    let rows = Entity::find()
        .filter(left_at(&store.host, &sync.label))
        .filter(Column::ProjectId.eq(sync.project_id))
        .all(tx.db())
        .await?;
    parse_all(rows)
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
    let mut reclaimed = 0;
    for keys in keys.chunks(ROWS_PER_STATEMENT) {
        let updated = Entity::update_many()
            .set(ActiveModel {
                sync_id: Set(place.sync_id),
                released: Set(false),
                ..Default::default()
            })
            .filter(left_at(&place.host, &place.label))
            .filter(Column::ProjectId.eq(place.project_id))
            .filter(Column::Key.is_in(keys))
            .exec(tx.db())
            .await?;
        reclaimed += updated.rows_affected;
    }
    Ok(reclaimed)
}

/// Owns keys at a place: what is said of `updated` columns holds for those the sync owns already.
/// What earlier syncs left of the others, in whatever project, ends with that.
pub(super) async fn own(
    tx: &WriteTx,
    place: &Place,
    rows: Vec<Model>,
    updated: impl IntoIterator<Item = Column>,
) -> Result<(), StoreError> {
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        Entity::delete_many()
            .filter(left_at(&place.host, &place.label))
            .filter(Column::SyncId.ne(place.sync_id))
            .filter(Column::Key.is_in(rows.iter().map(|row| row.key.as_str())))
            .exec(tx.db())
            .await?;
    }
    let owned = OnConflict::columns([Column::SyncId, Column::Host, Column::Label, Column::Key])
        .update_columns(updated)
        .update_column(Column::Released)
        .to_owned();
    tx.upsert_all(rows, &owned).await
}

fn left_at(host: &str, label: &str) -> Condition {
    Condition::all()
        .add(Column::Host.eq(host))
        .add(Column::Label.eq(label))
        .add(Column::Released.eq(true))
}
