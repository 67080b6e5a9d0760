//! `keyferry keys status`: which root key the database is under. It changes nothing and may run
//! beside a server.

use serde_json::json;
use service::keys;
use store::Store;

use super::refused;
use crate::environment::Environment;
use crate::exit::{Failure, Outcome};
use crate::output::{self, Output};
use crate::settings::DatabaseSettings;

pub(super) async fn run(env: &Environment, output: Output) -> Result<Outcome, Failure> {
    let settings = DatabaseSettings::read(env)?;
    let store = Store::open_to_read(&settings.database)
        .await
        .map_err(|error| refused(&error))?;
    let given = std::iter::once(&settings.root_key).chain(&settings.previous_root_key);
    let given: Vec<_> = given.collect();
    let status = keys::status(&store, &given)
        .await
        .map_err(|error| Failure::caused("the keys cannot be read", &error))?;
    let root_key = match status.root_key {
        Some(0) => Some("ENCRYPTION_KEY"),
        Some(_) => Some("KEYFERRY_PREVIOUS_ENCRYPTION_KEY"),
        None => None,
    };
    let text = if output.is_json() {
        let json = json!({
            "rootKey": root_key,
            "dataKeys": status.data_keys,
            "refused": status.refused,
            "oldest": status.oldest,
        });
        format!("{json:#}")
    } else {
        let under = root_key.map_or_else(
            || "the database is under none of the given root keys".to_owned(),
            |name| format!("the database is under {name}"),
        );
        let opened = status.data_keys - status.refused.len();
        format!("{under}; {opened} of {} data keys open", status.data_keys)
    };
    output::data(&text)?;
    Ok(if root_key.is_some() && status.refused.is_empty() {
        Outcome::Done
    } else {
        Outcome::Failed
    })
}
