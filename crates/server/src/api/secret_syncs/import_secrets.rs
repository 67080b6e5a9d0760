//! `POST /api/v1/secret-syncs/{destination}/{syncId}/import-secrets`: makes secrets of what is at the
//! destination. `importBehavior` says whose value wins where both sides have one.

use axum::Json;
use model::connection::App;
use model::id::SyncId;
use plan::Priority;
use service::syncs;

use super::wire::{self, One};
use crate::api::description::{self, Operation};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Call, Fields, Query, Segments};
use crate::api::wire::words;

const SOURCE: &str = "prioritize-source";
const DESTINATION: &str = "prioritize-destination";

pub(super) fn operation() -> Operation {
    let fields = description::Fields::new().required(
        "importBehavior",
        words(&[SOURCE, DESTINATION]),
        "Whose value wins where both sides have one.",
    );
    Operation::post(handle, "Import what is at the destination")
        .about("It is done when this answers; `importStatus` of the answer says so.")
        .query(&fields)
        .answers::<One>(wire::example_of_one())
}

async fn handle(
    call: Call,
    Segments((_, id)): Segments<(App, SyncId)>,
    Query(query): Query,
) -> Answer<One> {
    let priority = priority(&query)?;
    let done = syncs::import_secrets(&call.service, &call.caller, id, priority).await?;
    Ok(Json(One::imported(done)?))
}

fn priority(query: &Fields) -> Result<Priority, ApiError> {
    match query.required_text("importBehavior")? {
        SOURCE => Ok(Priority::Source),
        DESTINATION => Ok(Priority::Destination),
        _ => {
            let problem = format!("use `{SOURCE}` or `{DESTINATION}`");
            Err(query.fault("importBehavior", problem))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_value_wins_has_to_be_said() {
        let read = |query: &str| priority(&Fields::from_query(query));
        assert_eq!(
            read("importBehavior=prioritize-source").unwrap(),
            Priority::Source
        );
        for query in ["", "importBehavior=mine"] {
            let error = read(query).err().unwrap().to_string();
            assert!(error.starts_with("importBehavior: "), "{error}");
        }
    }
}
