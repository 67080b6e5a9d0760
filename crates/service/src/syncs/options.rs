//! How a sync's options are stored: as Keyferry reads them, and word for word as they were sent.

use model::sync::{Drift, InitialSyncBehavior, KeySchema, SyncOptions};
use serde::{Deserialize, Serialize};
use store::syncs::SecretSync;

use crate::Error;

#[derive(Serialize, Deserialize)]
struct Stored {
    initial: InitialSyncBehavior,
    key_schema: KeySchema,
    keep_deleted: bool,
    drift: Drift,
    as_sent: String,
}

pub(super) fn write(options: &SyncOptions, as_sent: &str) -> Result<String, Error> {
    let stored = Stored {
        initial: options.initial,
        key_schema: options.key_schema.clone(),
        keep_deleted: options.keep_deleted,
        drift: options.drift,
        as_sent: as_sent.to_owned(),
    };
    serde_json::to_string(&stored).map_err(|error| Error::Internal(error.to_string()))
}

pub(super) fn read(row: &SecretSync) -> Result<(SyncOptions, String), Error> {
    let stored: Stored = serde_json::from_str(&row.options).map_err(|error| {
        Error::Internal(format!(
            "the options of sync {} are damaged: {error}",
            row.id
        ))
    })?;
    let options = SyncOptions {
        initial: stored.initial,
        key_schema: stored.key_schema,
        keep_deleted: stored.keep_deleted,
        drift: stored.drift,
    };
    Ok((options, stored.as_sent))
}
