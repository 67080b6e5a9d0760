//! Where a sealed value lives.

use std::fmt;

use uuid::Uuid;

/// The place of a sealed value: the associated data of its encryption. A value opens only at the
/// place it was sealed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The row's id.
    pub row: Uuid,
    /// The column.
    pub column: &'static str,
    /// The row's version; 0 where a row has none.
    pub version: i64,
}

impl Place {
    /// Distinct places give distinct bytes: the fixed-size parts come first, the names carry their
    /// length.
    pub(crate) fn associated_data(&self) -> Vec<u8> {
        let mut bytes = b"keyferry value".to_vec();
        bytes.extend_from_slice(self.row.as_bytes());
        bytes.extend_from_slice(&self.version.to_be_bytes());
        for name in [self.table, self.column] {
            bytes.extend_from_slice(&(name.len() as u64).to_be_bytes());
            bytes.extend_from_slice(name.as_bytes());
        }
        bytes
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            table,
            row,
            column,
            version,
        } = self;
        write!(f, "{table}.{column} of {row} (version {version})")
    }
}
