//! Between stored columns and the types of `model`: parsing what was read, naming what is damaged.

use std::fmt::Display;
use std::str::FromStr;

use model::Timestamp;
use sea_orm::ActiveValue;

use crate::StoreError;

/// The row that is being read, for the error that names it.
pub(crate) struct Row<'a> {
    table: &'static str,
    key: &'a (dyn Display + Sync),
}

impl<'a> Row<'a> {
    pub(crate) fn of(table: &'static str, key: &'a (dyn Display + Sync)) -> Self {
        Self { table, key }
    }

    /// A text that has to be a name or word.
    pub(crate) fn text<T: FromStr>(
        &self,
        column: &'static str,
        text: &str,
    ) -> Result<T, StoreError> {
        text.parse().map_err(|_| self.damaged(column))
    }

    /// A number that has to be in a narrower range.
    pub(crate) fn number<T: TryFrom<i64>>(
        &self,
        column: &'static str,
        number: i64,
    ) -> Result<T, StoreError> {
        T::try_from(number).map_err(|_| self.damaged(column))
    }

    pub(crate) fn damaged(&self, column: &'static str) -> StoreError {
        StoreError::Damaged {
            table: self.table,
            column,
            row: self.key.to_string(),
        }
    }
}

/// A time that may be missing.
pub(crate) fn time(micros: Option<i64>) -> Option<Timestamp> {
    micros.map(Timestamp::from_micros)
}

/// A time that may be missing, as it is stored.
pub(crate) fn micros(time: Option<Timestamp>) -> Option<i64> {
    time.map(Timestamp::as_micros)
}

/// A count as it is stored. Counts beyond the column's range, which nothing reaches, stop there.
pub(crate) fn stored<T: TryInto<i64>>(count: T) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

/// A column to set when there is something to set it to.
pub(crate) fn set_if<V: Into<sea_orm::Value>>(change: Option<V>) -> ActiveValue<V> {
    change.map_or(ActiveValue::NotSet, ActiveValue::Set)
}
