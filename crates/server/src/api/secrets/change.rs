//! The fields that writes of secrets have in common.

use model::secret::SecretKind;
use model::{SecretKey, SecretValue};
use service::secrets::{
    MAX_COMMENT, MAX_METADATA_KEY, MAX_REMINDER_DAYS, MAX_REMINDER_NOTE, SecretChange,
};

use crate::api::description::{self, boolean, integer, list, text, uuid};
use crate::api::error::ApiError;
use crate::api::request::Fields;

/// What a write may say of a secret.
pub(super) fn fields() -> description::Fields {
    let entry = description::Fields::new()
        .required(
            "key",
            text()
                .min_length(Some(1))
                .max_length(Some(MAX_METADATA_KEY)),
            "Its name.",
        )
        .optional("value", text().max_length(Some(MAX_COMMENT)), "Its value.");
    let days = integer()
        .minimum(Some(0))
        .maximum(Some(i32::try_from(MAX_REMINDER_DAYS).unwrap_or(i32::MAX)));
    let extra = description::Fields::new()
        .optional(
            "type",
            text().enum_values(Some(["secret", "config"])),
            "Whether its value is masked on pages.",
        )
        .optional(
            "contentType",
            text(),
            "The content type it gets at the destination.",
        );
    description::Fields::new()
        .optional(
            "secretValue",
            text(),
            "The value, as it is: nothing is trimmed.",
        )
        .optional(
            "secretComment",
            text().max_length(Some(MAX_COMMENT)),
            "A remark.",
        )
        .optional("tagIds", list(uuid()), "Its tags.")
        .optional(
            "secretMetadata",
            list(entry),
            "Names and values, which become tags at the destination.",
        )
        .optional(
            "secretReminderNote",
            text().max_length(Some(MAX_REMINDER_NOTE)),
            "What the reminder to change it says; empty for nothing.",
        )
        .optional(
            "secretReminderRepeatDays",
            days,
            "Every how many days to remind; 0 for never.",
        )
        .optional(
            "skipMultilineEncoding",
            boolean(),
            "Whether clients leave line breaks in the value as they are.",
        )
        .optional("keyferry", extra, "What Infisical does not know.")
}

/// The change that a body asks for. `keyferry.type` and `keyferry.contentType` are additive.
pub(super) fn parse(key: SecretKey, body: &Fields) -> Result<SecretChange, ApiError> {
    let extra = body.object("keyferry")?;
    let extra = extra.as_ref();
    let kind: Option<Option<SecretKind>> = extra.map(|extra| extra.parsed("type")).transpose()?;
    Ok(SecretChange {
        value: value(body)?,
        kind: kind.flatten(),
        comment: body.exact_text("secretComment")?.map(str::to_owned),
        content_type: extra
            .map(|extra| extra.clearable_text("contentType"))
            .transpose()?
            .flatten(),
        metadata: metadata(body)?,
        tags: tags(body)?,
        reminder_note: body.clearable_text("secretReminderNote")?,
        reminder_days: days(body)?,
        skip_multiline: skip_multiline(body)?,
        ..SecretChange::nothing(key)
    })
}

/// The same for a secret that may get a new name.
pub(super) fn parse_update(key: SecretKey, body: &Fields) -> Result<SecretChange, ApiError> {
    Ok(SecretChange {
        new_key: body.parsed("newSecretName")?,
        ..parse(key, body)?
    })
}

fn value(body: &Fields) -> Result<Option<SecretValue>, ApiError> {
    body.exact_text("secretValue")?
        .map(|text| SecretValue::new(text.to_owned()))
        .transpose()
        .map_err(|error| body.fault("secretValue", error.to_string()))
}

fn metadata(body: &Fields) -> Result<Option<Vec<(String, String)>>, ApiError> {
    let Some(items) = body.objects("secretMetadata")? else {
        return Ok(None);
    };
    let pairs = items.iter().map(|item| {
        let key = item.required_text("key")?;
        let value = item.exact_text("value")?.unwrap_or_default();
        if item.flag("isEncrypted")? == Some(true) {
            return Err(item.fault(
                "isEncrypted",
                "is not supported: keep what has to be secret in a secret's value",
            ));
        }
        Ok((key.to_owned(), value.to_owned()))
    });
    pairs.collect::<Result<_, ApiError>>().map(Some)
}

fn tags(body: &Fields) -> Result<Option<Vec<model::id::TagId>>, ApiError> {
    if body.raw("tagIds").is_none() {
        return Ok(None);
    }
    let ids = body.texts("tagIds")?;
    let ids = ids.iter().map(|id| id.parse());
    ids.collect::<Result<_, _>>()
        .map(Some)
        .map_err(|error: model::NameError| body.fault("tagIds", error.to_string()))
}

/// Null and zero mean no reminder.
#[expect(
    clippy::option_option,
    reason = "not sent, cleared and set are three things"
)]
fn days(body: &Fields) -> Result<Option<Option<i64>>, ApiError> {
    const NAME: &str = "secretReminderRepeatDays";
    if !body.has(NAME) {
        return Ok(None);
    }
    Ok(Some(body.integer(NAME)?.filter(|days| *days != 0)))
}

/// The Go SDK has another name for it in changes.
fn skip_multiline(body: &Fields) -> Result<Option<bool>, ApiError> {
    match body.flag("skipMultilineEncoding")? {
        Some(flag) => Ok(Some(flag)),
        None => body.flag("newSkipMultilineEncoding"),
    }
}

/// Machines have no personal secrets; the shared one must not be touched in their stead.
pub(super) fn refuse_personal(fields: &Fields) -> Result<(), ApiError> {
    if fields.text("type")? == Some("personal") {
        return Err(ApiError::BadRequest(
            "personal secrets are not supported: use `type` `shared` (`--type=shared`)".to_owned(),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(body: &str) -> Result<SecretChange, ApiError> {
        let body = Fields::from_json(body.as_bytes()).unwrap();
        parse_update("A".parse().unwrap(), &body)
    }

    #[test]
    fn what_a_body_leaves_out_stays_as_it_is() {
        let change = change(r#"{"secretValue":"","secretMetadata":[]}"#).unwrap();
        assert!(change.value.is_some_and(|value| value.is_empty()));
        assert_eq!(change.metadata, Some(Vec::new()));
        assert!(change.comment.is_none() && change.content_type.is_none());
        assert!(change.tags.is_none() && change.skip_multiline.is_none());
        assert!(change.reminder_note.is_none() && change.reminder_days.is_none());
    }

    #[test]
    fn what_terraform_sends_for_no_reminder_and_no_tags_clears_them() {
        let body = r#"{"secretReminderNote":"","secretReminderRepeatDays":0,"tagIds":[]}"#;
        let change = change(body).unwrap();
        assert_eq!(change.reminder_note, Some(None));
        assert_eq!(change.reminder_days, Some(None));
        assert_eq!(change.tags, Some(Vec::new()));
    }

    #[test]
    fn metadata_is_not_said_to_be_encrypted_when_it_is_not() {
        let body = |flag| {
            format!(r#"{{"secretMetadata":[{{"key":"k","value":"v","isEncrypted":{flag}}}]}}"#)
        };
        assert!(change(&body(false)).is_ok());
        let error = change(&body(true)).unwrap_err().to_string();
        assert!(
            error.starts_with("secretMetadata.0.isEncrypted: "),
            "{error}"
        );
    }

    #[test]
    fn a_personal_secret_is_refused_instead_of_touching_the_shared_one() {
        assert!(refuse_personal(&Fields::from_query("type=personal")).is_err());
        assert!(refuse_personal(&Fields::from_query("type=shared")).is_ok());
    }
}
