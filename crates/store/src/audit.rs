//! The audit log: chains of records, one for each process that writes.

use crate::entity::audit::{audit_chain, audit_event};
use model::Timestamp;
use model::id::{ProjectId, ReplicaId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::{DatabaseKind, ReadTx, StoreError, WriteTx};

/// The end of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainHead {
    /// The process that writes the chain.
    pub chain: ReplicaId,
    /// The number of its last record; zero before the first.
    pub seq: i64,
    /// The MAC of its last record; before the first, what that one is bound to.
    pub head: Vec<u8>,
}

/// A chain as it is noted beside its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Where it ends.
    pub end: ChainHead,
    /// The ends of chains that were there when it began, as JSON; none for a chain of a version that
    /// did not note them.
    pub follows: Option<String>,
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
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only those of a project.
    pub project: Option<ProjectId>,
    /// Only those whose actor, as JSON, contains each of these texts.
    pub actor: Vec<String>,
    /// Only those of one of these actions; of any when there is none.
    pub actions: Vec<String>,
    /// Only those from this time on.
    pub from: Option<Timestamp>,
    /// Only those before a time.
    pub before: Option<Timestamp>,
    /// Not the first so many.
    pub offset: u64,
    /// At most so many.
    pub limit: u64,
}

/// Begins a chain that has no record yet.
pub async fn begin(tx: &WriteTx, chain: &Chain) -> Result<(), StoreError> {
    tx.insert(audit_chain::Model {
        chain: chain.end.chain.as_uuid(),
        seq: chain.end.seq,
        head: chain.end.head.clone(),
        follows: chain.follows.clone(),
    })
    .await
}

/// The end of a chain, which nobody else can append to until the transaction ends; none for a chain
/// that was never begun.
pub async fn head(tx: &WriteTx, chain: ReplicaId) -> Result<Option<ChainHead>, StoreError> {
    let row = audit_chain::Entity::find_by_id(chain.as_uuid())
        .lock_exclusive()
        .one(tx.db())
        .await?;
    Ok(row.map(|row| noted(row).end))
}

/// Appends a record, whose number is one more than the chain's last.
///
/// # Errors
/// [`StoreError::Stale`] when the chain does not end just before it.
pub async fn append(tx: &WriteTx, record: &AuditRow) -> Result<(), StoreError> {
    let chain = record.chain.as_uuid();
    let before = record.seq - 1;
    let moved = audit_chain::Entity::update_many()
        .set(audit_chain::ActiveModel {
            seq: Set(record.seq),
            head: Set(record.mac.clone()),
            ..Default::default()
        })
        .filter(audit_chain::Column::Chain.eq(chain))
        .filter(audit_chain::Column::Seq.eq(before))
        .exec(tx.db())
        .await?;
    if moved.rows_affected == 0 {
        return Err(StoreError::Stale { expected: before });
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
    let position = match tx.kind() {
        DatabaseKind::Sqlite => "instr",
        DatabaseKind::Postgres => "strpos",
    };
    let contains = |text: &String| {
        let column = Expr::col(audit_event::Column::Actor);
        let place = Func::cust(position).arg(column).arg(text.as_str());
        Expr::expr(place).gt(0)
    };
    let actor = filter.actor.iter().map(contains);
    let actions = Some(&filter.actions).filter(|actions| !actions.is_empty());
    let rows = audit_event::Entity::find()
        .filter(actor.fold(Condition::all(), Condition::add))
        .apply_if(filter.project, |query, project| {
            query.filter(audit_event::Column::ProjectId.eq(project.as_uuid()))
        })
        .apply_if(actions, |query, actions| {
            query.filter(audit_event::Column::Action.is_in(actions.iter().cloned()))
        })
        .apply_if(filter.from, |query, from| {
            query.filter(audit_event::Column::At.gte(from.as_micros()))
        })
        .apply_if(filter.before, |query, before| {
            query.filter(audit_event::Column::At.lt(before.as_micros()))
        })
        .order_by_desc(audit_event::Column::At)
        .order_by_desc(audit_event::Column::Chain)
        .order_by_desc(audit_event::Column::Seq)
        .offset(filter.offset)
        .limit(filter.limit)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(record).collect())
}

/// All chains, oldest first.
pub async fn chains(tx: &ReadTx) -> Result<Vec<Chain>, StoreError> {
    let rows = audit_chain::Entity::find()
        .order_by_asc(audit_chain::Column::Chain)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(noted).collect())
}

/// The chains that records claim to be of and that were never begun.
pub async fn strays(tx: &ReadTx) -> Result<Vec<ReplicaId>, StoreError> {
    let begun = audit_chain::Entity::find()
        .select_only()
        .column(audit_chain::Column::Chain)
        .into_query();
    let chains: Vec<Uuid> = audit_event::Entity::find()
        .select_only()
        .column(audit_event::Column::Chain)
        .filter(audit_event::Column::Chain.not_in_subquery(begun))
        .group_by(audit_event::Column::Chain)
        .order_by_asc(audit_event::Column::Chain)
        .into_tuple()
        .all(tx.db())
        .await?;
    Ok(chains.into_iter().map(ReplicaId::from_uuid).collect())
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

fn noted(row: audit_chain::Model) -> Chain {
    Chain {
        end: ChainHead {
            chain: ReplicaId::from_uuid(row.chain),
            seq: row.seq,
            head: row.head,
        },
        follows: row.follows,
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
