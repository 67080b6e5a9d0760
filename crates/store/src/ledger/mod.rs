//! The ledger: what a sync owns at its destination, how it left it, and what it is about to do.
//!
//! A key under a label of a host has one owner at a time. Every write names the epoch of the claim
//! it is made under, and is refused when the store has been claimed anew since.

mod fence;
mod intents;
mod ownership;
mod settling;

pub(crate) use fence::fence;
pub use intents::{IntentRow, put_intents};
pub use ownership::{Owner, owners, reclaim, release, released};
pub use settling::{Adopted, Settled, adopt, forget, settle};

use crate::columns::Row;
use crate::entity::syncs::sync_ledger::{Column, Entity, Model};
use model::id::SyncId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{Epoch, ReadTx, StoreError};

/// How a key came to be owned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The sync made it.
    Created,
    /// The sync wrote over what somebody else had made.
    Overwrote,
    /// It was there, equal, before the sync first looked.
    Adopted,
}

/// What a request under way does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IntentKind {
    /// Writes the key.
    Put,
    /// Deletes the key.
    Delete,
}

/// A request that was sent, or is about to be, and whose answer is not written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// What it does.
    pub kind: IntentKind,
    /// The keyed digest of what it writes.
    pub digest: Option<Vec<u8>>,
    /// The claim it was sent under.
    pub epoch: Epoch,
}

/// A key that a sync owns, or is about to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// The key at the destination.
    pub key: String,
    /// How it came to be owned.
    pub origin: Origin,
    /// The `ETag` it was left with; none before the first write is settled.
    pub etag: Option<String>,
    /// The keyed digest of what was left; none before the first write is settled.
    pub digest: Option<Vec<u8>>,
    /// A request under way.
    pub intent: Option<Intent>,
}

/// What a sync owns at its destination, by key.
pub async fn load(tx: &ReadTx, sync: SyncId) -> Result<Vec<LedgerRow>, StoreError> {
    let rows = Entity::find()
        .filter(Column::SyncId.eq(sync.as_uuid()))
        .filter(Column::Released.eq(false))
        .all(tx.db())
        .await?;
    parse_all(rows)
}

impl Origin {
    const ALL: [Self; 3] = [Self::Created, Self::Overwrote, Self::Adopted];

    fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Overwrote => "overwrote",
            Self::Adopted => "adopted",
        }
    }
}

impl IntentKind {
    const ALL: [Self; 2] = [Self::Put, Self::Delete];

    fn as_str(self) -> &'static str {
        match self {
            Self::Put => "put",
            Self::Delete => "delete",
        }
    }
}

/// Rows by key. Databases differ in how they order text; bytes are the same everywhere.
fn parse_all(rows: Vec<Model>) -> Result<Vec<LedgerRow>, StoreError> {
    let mut rows: Vec<LedgerRow> = rows.into_iter().map(parse).collect::<Result<_, _>>()?;
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(rows)
}

fn parse(row: Model) -> Result<LedgerRow, StoreError> {
    let at = Row::of("sync_ledger", &row.key);
    let intent = match (row.intent, row.intent_epoch) {
        (None, _) => None,
        (Some(word), Some(epoch)) => Some(Intent {
            kind: IntentKind::ALL
                .into_iter()
                .find(|kind| kind.as_str() == word)
                .ok_or_else(|| at.damaged("intent"))?,
            digest: row.intent_digest,
            epoch: Epoch::from_number(epoch),
        }),
        (Some(_), None) => return Err(at.damaged("intent_epoch")),
    };
    let origin = Origin::ALL
        .into_iter()
        .find(|origin| origin.as_str() == row.origin)
        .ok_or_else(|| at.damaged("origin"))?;
    Ok(LedgerRow {
        origin,
        etag: row.etag,
        digest: row.digest,
        intent,
        key: row.key,
    })
}
