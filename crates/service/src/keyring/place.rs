//! The place that stored bytes were sealed for.

use seal::Place;
use store::sealed::{SealedColumn, SealedRow};

/// Where a row's bytes open.
pub(crate) fn place_of(column: SealedColumn, row: &SealedRow) -> Place {
    let (table, name) = match column {
        // The current value and its version row are sealed as one, so they share a place.
        SealedColumn::SecretVersion => SealedColumn::Secret.name(),
        other => other.name(),
    };
    Place {
        table,
        row: row.id,
        column: name,
        version: row.version,
    }
}
