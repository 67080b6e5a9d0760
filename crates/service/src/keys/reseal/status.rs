//! Telling how the sealing anew stands.

use model::Timestamp;
use model::id::ProjectId;
use uuid::Uuid;

use super::record::{Record, RefusedRow};
use crate::{Caller, Error, Service};

/// How it stands: of the last time it was begun, or nothing at all when it never was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reseal {
    /// Whether it goes on.
    pub state: State,
    /// When it was begun.
    pub began_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// For how many owners: the organization and the projects.
    pub owners: u64,
    /// How many of them have only their newest data key left.
    pub owners_done: u64,
    /// How many rows were sealed anew.
    pub rows_resealed: u64,
    /// How many rows are not known to be under the newest key of their owner, of those there were at
    /// the beginning. Once it has ended: how many open under none, so that older keys were kept.
    pub rows_left: u64,
    /// Those rows, at most a hundred of them.
    pub refused: Vec<Refused>,
}

/// Whether it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It does not.
    Idle,
    /// It does.
    Running,
}

/// A row that opens under none of its owner's data keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The project; none for the organization.
    pub project: Option<ProjectId>,
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The row's id; of a secret's version the secret's.
    pub id: Uuid,
    /// The row's version; zero where it has none.
    pub version: i64,
}

/// How the sealing anew stands.
///
/// # Errors
/// [`Error::AdminsOnly`] for others than admins of the organization.
pub async fn status(service: &Service, caller: &Caller) -> Result<Reseal, Error> {
    caller.must_be_admin()?;
    let record = Record::find(&service.store().read().await?).await?;
    Ok(record.as_ref().map_or_else(Reseal::never, Reseal::of))
}

impl Reseal {
    pub(super) fn of(record: &Record) -> Self {
        let is_running = record.is_running();
        Self {
            state: if is_running {
                State::Running
            } else {
                State::Idle
            },
            began_at: Some(record.began_at()),
            ended_at: record.ended_at(),
            owners: record.owners,
            owners_done: record.owners_done,
            rows_resealed: record.resealed,
            rows_left: if is_running {
                record.rows.saturating_sub(record.settled)
            } else {
                record.refused
            },
            refused: record.named.iter().map(Refused::of).collect(),
        }
    }

    fn never() -> Self {
        Self {
            state: State::Idle,
            began_at: None,
            ended_at: None,
            owners: 0,
            owners_done: 0,
            rows_resealed: 0,
            rows_left: 0,
            refused: Vec::new(),
        }
    }
}

impl Refused {
    fn of(row: &RefusedRow) -> Self {
        Self {
            project: row.project,
            table: row.table.clone(),
            column: row.column.clone(),
            id: row.id,
            version: row.version,
        }
    }
}
