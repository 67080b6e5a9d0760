//! The two kinds of transaction, and the database's clock inside one.

use std::ops::Deref;

use model::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, IntoActiveModel, ModelTrait,
};
use tokio::sync::OwnedSemaphorePermit;

use crate::{DatabaseKind, StoreError};

/// SQLite takes at most 32,766 parameters with a statement, and no table has more than 30 columns.
pub(crate) const ROWS_PER_STATEMENT: usize = 500;

/// A transaction that reads: what it sees stays the same until it ends.
pub struct ReadTx {
    db: DatabaseTransaction,
    began_at: Timestamp,
    writes: bool,
}

/// A transaction that writes. It reads like a [`ReadTx`]; dropping it undoes everything.
pub struct WriteTx {
    tx: ReadTx,
    /// Given back after the transaction has ended, hence last.
    _turn: Option<OwnedSemaphorePermit>,
}

impl ReadTx {
    pub(crate) fn new(db: DatabaseTransaction, began_at: Timestamp) -> Self {
        Self {
            db,
            began_at,
            writes: false,
        }
    }

    /// When it began, by the clock that the store was given. What holds for a while only is judged
    /// by it, so that a transaction does not change its mind half-way.
    #[must_use]
    pub fn began_at(&self) -> Timestamp {
        self.began_at
    }

    /// Whether it is the reading side of a [`WriteTx`].
    pub(crate) fn writes(&self) -> bool {
        self.writes
    }

    /// What statements run on.
    pub(crate) fn db(&self) -> &DatabaseTransaction {
        &self.db
    }

    /// The time now by the database's clock, in microseconds, as an expression.
    pub(crate) fn db_now(&self) -> SimpleExpr {
        now(self.kind())
    }

    pub(crate) fn kind(&self) -> DatabaseKind {
        match self.db.get_database_backend() {
            DbBackend::Postgres => DatabaseKind::Postgres,
            _ => DatabaseKind::Sqlite,
        }
    }
}

impl WriteTx {
    pub(crate) fn new(tx: ReadTx, turn: Option<OwnedSemaphorePermit>) -> Self {
        Self {
            tx: ReadTx { writes: true, ..tx },
            _turn: turn,
        }
    }

    /// Inserts one row, every column of it.
    pub(crate) async fn insert<M>(&self, row: M) -> Result<(), StoreError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        M::Entity::insert(row.into_active_model())
            .exec_without_returning(self.db())
            .await?;
        Ok(())
    }

    /// Inserts rows, a bounded number with each statement.
    pub(crate) async fn insert_all<M>(&self, rows: Vec<M>) -> Result<(), StoreError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        self.insert_rows(rows, None).await
    }

    /// Inserts rows, or does what is said for those that are there.
    pub(crate) async fn upsert_all<M>(
        &self,
        rows: Vec<M>,
        on_conflict: &OnConflict,
    ) -> Result<(), StoreError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        self.insert_rows(rows, Some(on_conflict)).await
    }

    async fn insert_rows<M>(
        &self,
        rows: Vec<M>,
        on_conflict: Option<&OnConflict>,
    ) -> Result<(), StoreError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some = rows
                .by_ref()
                .take(ROWS_PER_STATEMENT)
                .map(M::into_active_model);
            let mut insert = M::Entity::insert_many(some);
            if let Some(on_conflict) = on_conflict {
                insert = insert.on_conflict(on_conflict.clone());
            }
            insert.exec_without_returning(self.db()).await?;
        }
        Ok(())
    }

    /// Keeps everything that was written. When this returns, it is on the disk.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.db.commit().await?)
    }
}

impl Deref for WriteTx {
    type Target = ReadTx;

    fn deref(&self) -> &ReadTx {
        &self.tx
    }
}

/// `SELECT … AS now`.
pub(crate) fn select_now(kind: DatabaseKind) -> SelectStatement {
    Query::select().expr_as(now(kind), "now").to_owned()
}

fn now(kind: DatabaseKind) -> SimpleExpr {
    Expr::cust(match kind {
        DatabaseKind::Sqlite => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
        DatabaseKind::Postgres => "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)",
    })
}
