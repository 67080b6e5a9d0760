//! The shape of a secret, and the fields that writes have in common.

use model::id::{ProjectId, SecretId};
use model::secret::SecretKind;
use model::{SecretKey, SecretPath, SecretValue, Slug, Timestamp};
use serde::{Serialize, Serializer};
use service::secrets::{self, SecretChange};

use crate::api::error::ApiError;
use crate::api::request::Fields;

const HIDDEN: &str = "<hidden-by-infisical>";

/// A secret as Infisical shows it. Its clients need every field that is here.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "Infisical's names")]
pub(super) struct Secret {
    id: SecretId,
    #[serde(rename = "_id")]
    same_id: SecretId,
    workspace: ProjectId,
    environment: Slug,
    version: i64,
    #[serde(rename = "type")]
    kind: &'static str,
    secret_key: SecretKey,
    #[serde(serialize_with = "given_out")]
    secret_value: Option<SecretValue>,
    secret_value_hidden: bool,
    secret_comment: String,
    secret_reminder_note: Option<String>,
    secret_reminder_repeat_days: Option<i64>,
    skip_multiline_encoding: bool,
    secret_path: SecretPath,
    secret_metadata: Vec<Metadata>,
    tags: [(); 0],
    is_rotated_secret: bool,
    rotation_id: Option<String>,
    keyferry: Extra,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// What Keyferry knows of a secret and Infisical does not.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Extra {
    #[serde(rename = "type")]
    kind: SecretKind,
    content_type: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unresolved: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    key: String,
    value: String,
    is_encrypted: bool,
}

/// Gives a value out where it was asked for, and says so where it was not.
#[expect(clippy::ref_option, reason = "the signature that serde calls")]
fn given_out<S: Serializer>(value: &Option<SecretValue>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.as_ref().map_or(HIDDEN, SecretValue::reveal))
}

impl Secret {
    pub(super) fn new(project: ProjectId, secret: secrets::Secret) -> Self {
        let metadata = secret.metadata.into_iter();
        Self {
            id: secret.id,
            same_id: secret.id,
            workspace: project,
            environment: secret.environment,
            version: secret.version,
            kind: "shared",
            secret_key: secret.key,
            secret_value_hidden: secret.value.is_none(),
            secret_value: secret.value,
            secret_comment: secret.comment,
            secret_reminder_note: None,
            secret_reminder_repeat_days: None,
            skip_multiline_encoding: false,
            secret_path: secret.path,
            secret_metadata: metadata
                .map(|(key, value)| Metadata {
                    key,
                    value,
                    is_encrypted: false,
                })
                .collect(),
            tags: [],
            is_rotated_secret: false,
            rotation_id: None,
            keyferry: Extra {
                kind: secret.kind,
                content_type: secret.content_type,
                unresolved: secret.unresolved,
            },
            created_at: secret.created_at,
            updated_at: secret.updated_at,
        }
    }
}

/// The change that a body asks for. `keyferry.type` and `keyferry.contentType` are additive.
pub(super) fn change(key: SecretKey, body: &Fields) -> Result<SecretChange, ApiError> {
    let extra = body.object("keyferry")?;
    let extra = extra.as_ref();
    Ok(SecretChange {
        key,
        new_key: body.parsed("newSecretName")?,
        value: value(body)?,
        literal: false,
        kind: extra.map(|e| e.parsed("type")).transpose()?.flatten(),
        comment: body.exact_text("secretComment")?.map(str::to_owned),
        content_type: extra
            .map(|e| e.clearable_text("contentType"))
            .transpose()?
            .flatten(),
        metadata: metadata(body)?,
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
        Ok((key.to_owned(), value.to_owned()))
    });
    pairs.collect::<Result<_, ApiError>>().map(Some)
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
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn secret(value: Option<&str>) -> serde_json::Value {
        let project = ProjectId::from_uuid(Uuid::nil());
        let secret = secrets::Secret {
            id: SecretId::from_uuid(Uuid::nil()),
            key: "Pool:Max".parse().unwrap(),
            value: value.map(|text| SecretValue::new(text.to_owned()).unwrap()),
            kind: SecretKind::Config,
            version: 3,
            comment: String::new(),
            content_type: None,
            metadata: vec![("owner".to_owned(), "shop".to_owned())],
            environment: "dev".parse().unwrap(),
            path: SecretPath::root(),
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
            unresolved: Vec::new(),
        };
        serde_json::to_value(Secret::new(project, secret)).unwrap()
    }

    #[test]
    fn clients_find_every_field_they_need() {
        let shown = secret(Some("10"));
        for field in [
            "id",
            "_id",
            "workspace",
            "environment",
            "type",
            "secretComment",
        ] {
            assert!(shown[field].is_string(), "{field}");
        }
        assert_eq!(shown["secretValue"], "10");
        assert_eq!(shown["secretValueHidden"], false);
        assert_eq!(shown["version"], 3);
        assert_eq!(shown["tags"], json!([]));
        assert_eq!(
            shown["secretMetadata"],
            json!([{"key": "owner", "value": "shop", "isEncrypted": false}])
        );
        assert_eq!(shown["keyferry"]["type"], "config");
    }

    #[test]
    fn a_value_that_was_not_asked_for_is_hidden_and_says_so() {
        let shown = secret(None);
        assert_eq!(shown["secretValue"], HIDDEN);
        assert_eq!(shown["secretValueHidden"], true);
    }

    #[test]
    fn what_a_body_leaves_out_stays_as_it_is() {
        let key: SecretKey = "A".parse().unwrap();
        let body = Fields::from_json(br#"{"secretValue":"","secretMetadata":[]}"#).unwrap();
        let change = change(key, &body).unwrap();
        assert!(change.value.is_some_and(|value| value.is_empty()));
        assert_eq!(change.metadata, Some(Vec::new()));
        assert!(change.comment.is_none() && change.content_type.is_none());
    }

    #[test]
    fn a_personal_secret_is_refused_instead_of_touching_the_shared_one() {
        assert!(refuse_personal(&Fields::from_query("type=personal")).is_err());
        assert!(refuse_personal(&Fields::from_query("type=shared")).is_ok());
    }
}
