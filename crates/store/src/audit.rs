//! The audit log: chains of records, one for each process that writes.

use crate::entity::audit::{audit_chain, audit_event};
use model::Timestamp;
use model::id::{ProjectId, ReplicaId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::{ReadTx, StoreError, WriteTx};

/// The end of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainHead {
    /// The process that writes the chain.
    pub chain: ReplicaId,
    /// The number of its last record.
    pub seq: i64,
    /// The MAC of its last record.
    pub head: Vec<u8>,
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// The chain it belongs to.
    pub chain: ReplicaId,
    /// Its number in the chain, from 1 up.
    pub seq: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Who acted, as JSON.
    pub actor: String,
    /// What they did.
    pub action: String,
    /// The project it concerns.
    pub project_id: Option<ProjectId>,
    /// What it concerns, as JSON.
    pub detail: String,
    /// The MAC over this record and the one before.
    pub mac: Vec<u8>,
}

/// Which records to list, newest first.
#[derive(Debug, Clone)]
pub struct AuditFilter {
    /// Only those of a project.
    pub project: Option<ProjectId>,
    /// Only those before a time.
    pub before: Option<Timestamp>,
    /// At most so many.
    pub limit: u64,
}

/// The end of a chain, which nobody else can append to until the transaction ends; none for a chain
/// without records.
pub async fn head(tx: &WriteTx, chain: ReplicaId) -> Result<Option<ChainHead>, StoreError> {
    let row = audit_chain::Entity::find_by_id(chain.as_uuid())
        .lock_exclusive()
        .one(tx.db())
        .await?;
    Ok(row.map(end))
}

/// Appends a record, whose number is one more than the chain's last.
///
/// # Errors
/// [`StoreError::Stale`] when the chain does not end just before it.
pub async fn append(tx: &WriteTx, record: &AuditRow) -> Result<(), StoreError> {
    let chain = record.chain.as_uuid();
    let end = audit_chain::Model {
        chain,
        seq: record.seq,
        head: record.mac.clone(),
    };
    if record.seq == 1 {
        tx.insert(end).await?;
    } else {
        let before = record.seq - 1;
        let moved = audit_chain::Entity::update_many()
            .set(audit_chain::ActiveModel {
                seq: Set(end.seq),
                head: Set(end.head),
                ..Default::default()
            })
            .filter(audit_chain::Column::Chain.eq(chain))
            .filter(audit_chain::Column::Seq.eq(before))
            .exec(tx.db())
            .await?;
        if moved.rows_affected == 0 {
            return Err(StoreError::Stale { expected: before });
        }
    }
    tx.insert(audit_event::Model {
        chain,
        seq: record.seq,
        at: record.at.as_micros(),
        actor: record.actor.clone(),
        action: record.action.clone(),
        project_id: record.project_id.map(ProjectId::as_uuid),
        detail: record.detail.clone(),
        mac: record.mac.clone(),
    })
    .await
}

/// Records, newest first.
pub async fn list(tx: &ReadTx, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
    let rows = audit_event::Entity::find()
        .apply_if(filter.project, |query, project| {
            query.filter(audit_event::Column::ProjectId.eq(project.as_uuid()))
        })
        .apply_if(filter.before, |query, before| {
            query.filter(audit_event::Column::At.lt(before.as_micros()))
        })
        .order_by_desc(audit_event::Column::At)
        .order_by_desc(audit_event::Column::Chain)
        .order_by_desc(audit_event::Column::Seq)
        .limit(filter.limit)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(record).collect())
}

/// The ends of all chains.
pub async fn chains(tx: &ReadTx) -> Result<Vec<ChainHead>, StoreError> {
    let rows = audit_chain::Entity::find()
        .order_by_asc(audit_chain::Column::Chain)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(end).collect())
}

/// A chain's records after a number, in their order.
pub async fn of_chain(
    tx: &ReadTx,
    chain: ReplicaId,
    after: i64,
    limit: u64,
) -> Result<Vec<AuditRow>, StoreError> {
    let rows = audit_event::Entity::find()
        .filter(audit_event::Column::Chain.eq(chain.as_uuid()))
        .filter(audit_event::Column::Seq.gt(after))
        .order_by_asc(audit_event::Column::Seq)
        .limit(limit)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(record).collect())
}

fn end(row: audit_chain::Model) -> ChainHead {
    ChainHead {
        chain: ReplicaId::from_uuid(row.chain),
        seq: row.seq,
        head: row.head,
    }
}

fn record(row: audit_event::Model) -> AuditRow {
    AuditRow {
        chain: ReplicaId::from_uuid(row.chain),
        seq: row.seq,
        at: Timestamp::from_micros(row.at),
        actor: row.actor,
        action: row.action,
        project_id: row.project_id.map(ProjectId::from_uuid),
        detail: row.detail,
        mac: row.mac,
    }
}
