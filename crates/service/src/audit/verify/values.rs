//! Opening everything that is sealed: a value that was altered, or moved to another row, column or
//! version, does not open.

use seal::Sealed;
use store::sealed::{self, SealedColumn};
use store::{ReadTx, StoreError};

use super::keys::Keys;
use super::{Fault, Finding, Report};
use crate::keyring::place_of;

const PAGE: u64 = 1_000;

pub(super) async fn open_all(
    tx: &ReadTx,
    keys: &Keys,
    report: &mut Report,
) -> Result<(), StoreError> {
    let mut opened = 0;
    for column in SealedColumn::ALL {
        let mut after = None;
        loop {
            let page = sealed::page(tx, column, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.id, last.version));
            for row in page {
                let place = place_of(column, &row);
                let sealed = Sealed::from_bytes(row.bytes);
                let mut keys = keys.of(row.project);
                if keys.any(|key| key.open(&place, &sealed).is_ok()) {
                    opened += 1;
                } else {
                    let (table, column) = column.name();
                    report
                        .findings
                        .push(Finding::of_no_chain(Fault::ValueRefused {
                            table,
                            column,
                            row: row.id,
                            version: row.version,
                        }));
                }
            }
        }
    }
    report.values = Some(opened);
    Ok(())
}
