//! `syncOptions` and `destinationConfig`, as requests write them.

use model::sync::{InitialSyncBehavior, SyncOptions, Tier};

use crate::api::error::ApiError;
use crate::api::request::Fields;

/// A destination as a request describes it.
pub(in crate::api::secret_syncs) struct Destination {
    /// The store, as typed.
    pub(in crate::api::secret_syncs) endpoint: String,
    /// The label; none is the null label.
    pub(in crate::api::secret_syncs) label: Option<String>,
    /// The store's tier. Additive; Standard unless told otherwise.
    pub(in crate::api::secret_syncs) tier: Tier,
}

/// Reads `syncOptions`. `driftBehavior` is additive.
pub(in crate::api::secret_syncs) fn options(fields: &Fields) -> Result<SyncOptions, ApiError> {
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
        tier: fields.parsed("tier")?.unwrap_or(Tier::Standard),
    })
}

#[cfg(test)]
mod tests {
    use model::sync::Drift;

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
    fn an_empty_label_is_the_null_label() {
        let read = destination(&fields(
            r#"{"configurationUrl":"https://s.azconfig.io","label":""}"#,
        ))
        .unwrap();
        assert_eq!(read.label, None);
        assert_eq!(read.tier, Tier::Standard);
    }
}
