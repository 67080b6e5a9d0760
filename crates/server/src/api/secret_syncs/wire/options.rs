//! `syncOptions` and `destinationConfig`, as requests write them.

use model::sync::{Drift, InitialSyncBehavior, SyncOptions, Tier};

use crate::api::description::{self, boolean, text, uuid};
use crate::api::error::ApiError;
use crate::api::request::Fields;
use crate::api::wire::words;

/// A destination as a request describes it.
pub(in crate::api::secret_syncs) struct Destination {
    /// The store, as typed.
    pub(in crate::api::secret_syncs) endpoint: String,
    /// The label; none is the null label.
    pub(in crate::api::secret_syncs) label: Option<String>,
    /// The store's tier. Additive.
    pub(in crate::api::secret_syncs) tier: Option<Tier>,
}

/// The field that says which project is meant.
pub(in crate::api::secret_syncs) fn project_field() -> description::Fields {
    description::Fields::new().required("projectId", uuid(), "The project.")
}

/// The fields of `syncOptions`.
pub(in crate::api::secret_syncs) fn option_fields() -> description::Fields {
    description::Fields::new()
        .required(
            "initialSyncBehavior",
            words(InitialSyncBehavior::ALL),
            "What happens to keys that are there before the first run.",
        )
        .optional(
            "keySchema",
            text().max_length(Some(255)),
            "How a key is written there, such as `Shop:{{secretKey}}`.",
        )
        .optional(
            "disableSecretDeletion",
            boolean(),
            "Whether keys stay there whose secret was deleted.",
        )
        .optional(
            "driftBehavior",
            words(Drift::ALL),
            "What happens to a key of ours that somebody changed there.",
        )
}

/// The fields of `destinationConfig`.
pub(in crate::api::secret_syncs) fn destination_fields() -> description::Fields {
    description::Fields::new()
        .required(
            "configurationUrl",
            text().min_length(Some(1)),
            "The store's address.",
        )
        .optional("label", text(), "The label; empty for none.")
        .optional(
            "tier",
            words(Tier::ALL),
            "The store's pricing tier, which sets the pace.",
        )
}

/// Reads `syncOptions`. `driftBehavior` is additive.
pub(in crate::api::secret_syncs) fn options(fields: &Fields) -> Result<SyncOptions, ApiError> {
    for recursive in ["recursive", "includeAllSubFolders"] {
        if fields.flag(recursive)? == Some(true) {
            let problem = "a sync reads one folder: leave it out, and make a sync for each";
            return Err(fields.fault(recursive, problem));
        }
    }
    let default = SyncOptions::default();
    Ok(SyncOptions {
        initial: fields.required::<InitialSyncBehavior>("initialSyncBehavior")?,
        key_schema: fields.parsed("keySchema")?.unwrap_or(default.key_schema),
        keep_deleted: fields
            .flag("disableSecretDeletion")?
            .unwrap_or(default.keep_deleted),
        drift: fields.parsed("driftBehavior")?.unwrap_or(default.drift),
    })
}

/// Reads `destinationConfig`.
pub(in crate::api::secret_syncs) fn destination(fields: &Fields) -> Result<Destination, ApiError> {
    Ok(Destination {
        endpoint: fields.required_text("configurationUrl")?.to_owned(),
        label: fields.text("label")?.map(str::to_owned),
        tier: fields.parsed("tier")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields {
        Fields::from_json(text.as_bytes()).unwrap()
    }

    #[test]
    fn absent_options_mean_what_infisical_means() {
        let read = options(&fields(
            r#"{"initialSyncBehavior":"overwrite-destination","keySchema":""}"#,
        ))
        .unwrap();
        assert_eq!(read, SyncOptions::default());
        assert!(!read.keep_deleted);
    }

    #[test]
    fn additive_options_are_read() {
        let read = options(&fields(
            r#"{"initialSyncBehavior":"import-prioritize-source","driftBehavior":"keep",
                "disableSecretDeletion":true,"keySchema":"Shop:{{secretKey}}"}"#,
        ))
        .unwrap();
        assert_eq!(read.drift, Drift::Keep);
        assert_eq!(read.key_schema.as_str(), "Shop:{{secretKey}}");
    }

    #[test]
    fn what_is_not_offered_is_refused_and_not_forgotten() {
        let recursive = r#"{"initialSyncBehavior":"overwrite-destination","recursive":true}"#;
        let error = options(&fields(recursive)).err().unwrap().to_string();
        assert!(error.starts_with("recursive: "), "{error}");
    }

    #[test]
    fn an_empty_label_is_the_null_label() {
        let read = destination(&fields(
            r#"{"configurationUrl":"https://s.azconfig.io","label":""}"#,
        ))
        .unwrap();
        assert_eq!(read.label, None);
        assert_eq!(read.tier, None);
    }
}
