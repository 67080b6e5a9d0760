//! Data keys, wrapped by the root key.

use crate::entity::projects::data_key;
use model::Timestamp;
use model::id::{DataKeyId, ProjectId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Func, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{DatabaseKind, ReadTx, StoreError, WriteTx};

/// The number of the advisory lock: `keyferry`, in ASCII.
const USE_OF_KEYS: i64 = i64::from_be_bytes(*b"keyferry");

/// A wrapped data key.
#[derive(Clone)]
pub struct DataKey {
    /// Its id.
    pub id: DataKeyId,
    /// The project whose values it seals; none for the organization's.
    pub project_id: Option<ProjectId>,
    /// The key, wrapped by the root key.
    pub wrapped: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Adds a data key.
pub async fn insert(tx: &WriteTx, key: &DataKey) -> Result<(), StoreError> {
    tx.insert(data_key::Model {
        id: key.id.as_uuid(),
        project_id: key.project_id.map(ProjectId::as_uuid),
        wrapped: key.wrapped.clone(),
        created_at: key.created_at.as_micros(),
    })
    .await
}

/// The data keys of a project, or of the organization, oldest first: the last one seals. When a
/// transaction that writes has asked, [`wait_for_users`] waits for its end.
pub async fn of(tx: &ReadTx, project: Option<ProjectId>) -> Result<Vec<DataKey>, StoreError> {
    if tx.writes() {
        // Before they are read: whoever waited for the users so far is seen with what it did before.
        lock(tx, "pg_advisory_xact_lock_shared").await?;
    }
    let owner = match project {
        Some(project) => data_key::Column::ProjectId.eq(project.as_uuid()),
        None => data_key::Column::ProjectId.is_null(),
    };
    let rows = data_key::Entity::find()
        .filter(owner)
        .order_by_asc(data_key::Column::CreatedAt)
        .order_by_asc(data_key::Column::Id)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(key).collect())
}

/// Every data key, oldest first: what a new root key has to wrap again.
pub async fn all(tx: &ReadTx) -> Result<Vec<DataKey>, StoreError> {
    let rows = data_key::Entity::find()
        .order_by_asc(data_key::Column::CreatedAt)
        .order_by_asc(data_key::Column::Id)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(key).collect())
}

/// Waits until every transaction that writes and has asked for data keys has ended. Those that ask
/// meanwhile wait too, and then see every key that was committed before. On SQLite one transaction
/// writes at a time, so there is nobody to wait for.
pub async fn wait_for_users(tx: &WriteTx) -> Result<(), StoreError> {
    lock(tx, "pg_advisory_xact_lock").await
}

/// Deletes data keys. Nothing that is sealed under them can be opened any more.
pub async fn delete(tx: &WriteTx, ids: &[DataKeyId]) -> Result<u64, StoreError> {
    let ids = ids.iter().map(|id| id.as_uuid());
    let deleted = data_key::Entity::delete_many()
        .filter(data_key::Column::Id.is_in(ids))
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected)
}

/// Replaces the wrapping of a data key. Returns whether there is such a key.
pub async fn rewrap(tx: &WriteTx, id: DataKeyId, wrapped: &[u8]) -> Result<bool, StoreError> {
    let updated = data_key::Entity::update_many()
        .set(data_key::ActiveModel {
            wrapped: Set(wrapped.to_owned()),
            ..Default::default()
        })
        .filter(data_key::Column::Id.eq(id.as_uuid()))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

fn key(row: data_key::Model) -> DataKey {
    DataKey {
        id: DataKeyId::from_uuid(row.id),
        project_id: row.project_id.map(ProjectId::from_uuid),
        wrapped: row.wrapped,
        created_at: Timestamp::from_micros(row.created_at),
    }
}

/// Takes PostgreSQL's lock on the use of data keys until the transaction ends.
async fn lock(tx: &ReadTx, function: &'static str) -> Result<(), StoreError> {
    if tx.kind() == DatabaseKind::Postgres {
        let call = Func::cust(function).arg(Expr::val(USE_OF_KEYS));
        tx.db()
            .execute(&Query::select().expr(call).to_owned())
            .await?;
    }
    Ok(())
}
