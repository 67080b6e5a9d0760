//! How far the sealing anew has come: one setting, which whoever works on it holds.

use std::collections::BTreeSet;

use model::Timestamp;
use model::id::ProjectId;
use serde::{Deserialize, Serialize};
use store::sealed::{SealedColumn, SealedRow};
use store::{ReadTx, WriteTx, settings};
use uuid::Uuid;

use crate::Error;

/// The setting.
const RESEAL: &str = "reseal";

/// How many rows that do not open are named. All are counted.
const NAMED: usize = 100;

/// How far it has come.
#[derive(Serialize, Deserialize)]
pub(super) struct Record {
    began_at: i64,
    ended_at: Option<i64>,
    pub(super) owners: u64,
    pub(super) owners_done: u64,
    /// How many rows there were at the beginning.
    pub(super) rows: u64,
    /// How many were found under the newest key, or brought there.
    pub(super) settled: u64,
    pub(super) resealed: u64,
    pub(super) stage: Stage,
    /// How many rows open under none of the keys.
    pub(super) refused: u64,
    pub(super) named: Vec<RefusedRow>,
    /// The owners of such rows, who keep their older keys.
    pub(super) kept: BTreeSet<Option<ProjectId>>,
}

/// What is to be done next.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Stage {
    /// Wait for those who began to seal before the newer keys were there.
    Wait,
    /// Look at the sealed rows.
    Look(Look),
    /// Delete the older keys.
    Retire,
    /// Nothing.
    Ended,
}

/// A look at every sealed row.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Look {
    /// How many looks there were before.
    pub(super) before: u64,
    /// The place of the column among all of them.
    pub(super) column: usize,
    /// The last row that was looked at in it.
    pub(super) after: Option<(Uuid, i64)>,
    /// Whether nothing was to be done so far.
    pub(super) is_clean: bool,
}

/// A row that opens under none of the keys.
#[derive(Serialize, Deserialize)]
pub(super) struct RefusedRow {
    pub(super) project: Option<ProjectId>,
    pub(super) table: String,
    pub(super) column: String,
    pub(super) id: Uuid,
    pub(super) version: i64,
}

/// Who has the record.
pub(super) enum Held {
    /// The transaction, until it ends.
    Here(Box<Record>),
    /// Another process, which has just gone on with it.
    Elsewhere,
    /// There is nothing to be done.
    Nobody,
}

impl Record {
    pub(super) fn new(at: Timestamp, owners: u64, rows: u64) -> Self {
        Self {
            began_at: at.as_micros(),
            ended_at: None,
            owners,
            owners_done: 0,
            rows,
            settled: 0,
            resealed: 0,
            stage: Stage::Wait,
            refused: 0,
            named: Vec::new(),
            kept: BTreeSet::new(),
        }
    }

    /// The last one.
    pub(super) async fn find(tx: &ReadTx) -> Result<Option<Self>, Error> {
        let text = settings::get(tx, RESEAL).await?;
        text.as_deref().map(read).transpose()
    }

    /// Holds the record until the transaction ends, if there is something to be done.
    pub(super) async fn hold(tx: &WriteTx) -> Result<Held, Error> {
        let Some(text) = settings::get(tx, RESEAL).await? else {
            return Ok(Held::Nobody);
        };
        let record = read(&text)?;
        if !record.is_running() {
            return Ok(Held::Nobody);
        }
        if !settings::replace(tx, RESEAL, &text, &text).await? {
            return Ok(Held::Elsewhere);
        }
        Ok(Held::Here(Box::new(record)))
    }

    pub(super) async fn keep(&self, tx: &WriteTx) -> Result<(), Error> {
        let text =
            serde_json::to_string(self).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(settings::put(tx, RESEAL, &text).await?)
    }

    pub(super) fn is_running(&self) -> bool {
        !matches!(self.stage, Stage::Ended)
    }

    pub(super) fn began_at(&self) -> Timestamp {
        Timestamp::from_micros(self.began_at)
    }

    pub(super) fn ended_at(&self) -> Option<Timestamp> {
        self.ended_at.map(Timestamp::from_micros)
    }

    pub(super) fn end(&mut self, at: Timestamp) {
        self.ended_at = Some(at.as_micros());
        self.stage = Stage::Ended;
    }

    /// Begins a look, of which there were so many before. What an earlier one could not open may have
    /// been replaced meanwhile.
    pub(super) fn look(&mut self, before: u64) {
        self.refused = 0;
        self.named.clear();
        self.kept.clear();
        self.stage = Stage::Look(Look {
            before,
            column: 0,
            after: None,
            is_clean: true,
        });
    }

    pub(super) fn refuse(&mut self, column: SealedColumn, row: &SealedRow) {
        self.refused += 1;
        self.kept.insert(row.project);
        if self.named.len() < NAMED {
            let (table, column) = column.name();
            self.named.push(RefusedRow {
                project: row.project,
                table: table.to_owned(),
                column: column.to_owned(),
                id: row.id,
                version: row.version,
            });
        }
    }
}

fn read(text: &str) -> Result<Record, Error> {
    serde_json::from_str(text)
        .map_err(|error| Error::Internal(format!("how far the sealing anew has come: {error}")))
}
