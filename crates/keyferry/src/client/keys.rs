//! Sealing everything anew, over the API.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Client, ClientError, member, typed};

/// Where the API has it.
const RESEAL: [&str; 4] = ["v1", "admin", "encryption", "reseal"];

/// How it stands.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reseal {
    /// `idle` or `running`.
    pub(crate) state: String,
    /// The organization and the projects.
    pub(crate) owners_total: u64,
    /// How many of them have only their new data key left.
    pub(crate) owners_done: u64,
    /// How many rows were sealed anew.
    pub(crate) rows_resealed: u64,
    /// How many rows are left.
    pub(crate) rows_left: u64,
    /// The rows that do not open.
    pub(crate) refused: Vec<RefusedRow>,
}

/// A row that does not open.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefusedRow {
    /// Its table.
    pub(crate) table: String,
    /// The column.
    pub(crate) column: String,
    /// Its id.
    pub(crate) id: String,
    /// Its version.
    pub(crate) version: i64,
}

impl Client {
    /// Begins to seal everything anew, unless that goes on already.
    pub(crate) async fn begin_reseal(&self) -> Result<Reseal, ClientError> {
        typed(&member(self.post(&RESEAL, &json!({})).await?, "reseal")?)
    }

    /// How sealing anew stands, also as the server told it.
    pub(crate) async fn reseal(&self) -> Result<(Reseal, Value), ClientError> {
        let value = member(self.get(&RESEAL, &[]).await?, "reseal")?;
        Ok((typed(&value)?, value))
    }
}
