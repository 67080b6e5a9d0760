//! How sealing anew stands, as JSON.

use model::Timestamp;
use model::id::ProjectId;
use serde::Serialize;
use serde_json::{Value, json};
use service::keys::reseal;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Serialize, ToSchema)]
#[schema(as = ResealStatus)]
pub(super) struct One {
    reseal: Reseal,
}

/// How sealing anew stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Reseal {
    /// Whether it goes on.
    state: State,
    /// When it was begun; null when it never was.
    started_at: Option<Timestamp>,
    /// When it ended.
    finished_at: Option<Timestamp>,
    /// The organization and the projects.
    owners_total: u64,
    /// How many of them have only their new data key left.
    owners_done: u64,
    /// How many rows were sealed anew.
    rows_resealed: u64,
    /// How many rows are still to be looked at; once it has ended, how many do not open, so that their
    /// old keys were kept.
    rows_left: u64,
    /// The rows that do not open, at most a hundred of them.
    refused: Vec<ResealRefused>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ResealState)]
enum State {
    Idle,
    Running,
}

/// A row that opens under none of the data keys.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ResealRefused {
    /// The project; null for the organization.
    project_id: Option<ProjectId>,
    table: String,
    column: String,
    #[schema(value_type = String, format = Uuid)]
    id: Uuid,
    version: i64,
}

impl From<reseal::Reseal> for One {
    fn from(status: reseal::Reseal) -> Self {
        let refused = status.refused.into_iter();
        Self {
            reseal: Reseal {
                state: match status.state {
                    reseal::State::Idle => State::Idle,
                    reseal::State::Running => State::Running,
                },
                started_at: status.began_at,
                finished_at: status.ended_at,
                owners_total: status.owners,
                owners_done: status.owners_done,
                rows_resealed: status.rows_resealed,
                rows_left: status.rows_left,
                refused: refused.map(ResealRefused::from).collect(),
            },
        }
    }
}

impl From<reseal::Refused> for ResealRefused {
    fn from(row: reseal::Refused) -> Self {
        Self {
            project_id: row.project,
            table: row.table,
            column: row.column,
            id: row.id,
            version: row.version,
        }
    }
}

/// How it stands, as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "reseal": {
            "state": "running",
            "startedAt": "2026-01-02T09:00:00.000Z",
            "finishedAt": null,
            "ownersTotal": 12,
            "ownersDone": 0,
            "rowsResealed": 4100,
            "rowsLeft": 21730,
            "refused": [],
        },
    })
}
