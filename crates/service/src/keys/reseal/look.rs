//! Looking at a page of sealed rows, and sealing anew what is under an older key.
//!
//! After the wait everybody seals under the newest key, and no sealed bytes are ever copied from row
//! to row. So what is under it stays under it, and a whole look that finds nothing else proves that no
//! older key is needed, wherever in the look each row was seen.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use seal::Sealed;
use store::WriteTx;
use store::sealed::{self, SealedColumn, SealedRow};

use super::record::{Look, Record, Stage};
use super::work::Step;
use crate::keyring::{OpenKeys, Owner, place_of};
use crate::{Error, Service};

/// How many rows are sealed anew in one transaction: few enough that other writers hardly wait.
const PAGE: u64 = 100;

type KeysOf = HashMap<Owner, Option<Arc<OpenKeys>>>;

/// What became of a row.
enum Found {
    UnderTheNewest,
    SealedAnew,
    /// Somebody changes it at this moment.
    InHand,
    Refused,
}

pub(super) async fn page(
    service: &Service,
    tx: &WriteTx,
    record: &mut Record,
    mut look: Look,
) -> Result<Step, Error> {
    let Some(&column) = SealedColumn::ALL.get(look.column) else {
        return Ok(ended(record, &look));
    };
    let page = sealed::page(tx, column, look.after, PAGE).await?;
    if let Some(last) = page.last() {
        look.after = Some((last.id, last.version));
    } else {
        look.column += 1;
        look.after = None;
    }
    let mut keys = KeysOf::new();
    for row in page {
        match renew(service, tx, &mut keys, column, &row).await? {
            Found::UnderTheNewest => record.settled += u64::from(look.before == 0),
            Found::SealedAnew => {
                record.settled += 1;
                record.resealed += 1;
                look.is_clean = false;
            }
            Found::InHand => look.is_clean = false,
            Found::Refused => record.refuse(column, &row),
        }
    }
    record.stage = Stage::Look(look);
    Ok(Step::More)
}

fn ended(record: &mut Record, look: &Look) -> Step {
    if look.is_clean {
        record.stage = Stage::Retire;
        return Step::More;
    }
    record.look(look.before + 1);
    // After the first look there is much to look at again; after others somebody was in the way.
    if look.before == 0 {
        Step::More
    } else {
        Step::Rest
    }
}

async fn renew(
    service: &Service,
    tx: &WriteTx,
    keys: &mut KeysOf,
    column: SealedColumn,
    row: &SealedRow,
) -> Result<Found, Error> {
    let owner = Owner::from(row.project);
    let keys = match keys.entry(owner) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(unknown) => unknown.insert(service.keyring().find(tx, owner).await?),
    };
    // Whoever has one key is done, or was made since; whoever has none was deleted since.
    let Some(keys) = keys.as_ref().filter(|keys| keys.has_older()) else {
        return Ok(Found::UnderTheNewest);
    };
    let sealed = Sealed::from_bytes(row.bytes.clone());
    match keys.renew(&place_of(column, row), &sealed) {
        Ok(None) => Ok(Found::UnderTheNewest),
        Ok(Some(anew)) => {
            let replaced = sealed::replace(tx, column, row, anew.as_bytes()).await?;
            Ok(if replaced {
                Found::SealedAnew
            } else {
                Found::InHand
            })
        }
        Err(_) => Ok(Found::Refused),
    }
}
