//! The shape of a secret.

use model::id::{ProjectId, SecretId, TagId};
use model::secret::SecretKind;
use model::{SecretKey, SecretPath, SecretValue, Slug, Timestamp};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use service::{secrets, tags};
use utoipa::ToSchema;

use crate::api::error::ApiError;

const HIDDEN: &str = "<hidden-by-infisical>";

/// The project in the examples.
pub(super) const EXAMPLE_PROJECT: &str = "0198c0de-0000-7000-8000-000000000001";

/// One secret.
#[derive(Serialize, ToSchema)]
#[schema(as = SecretAnswer)]
pub(super) struct One {
    secret: Secret,
}

/// Several secrets.
#[derive(Serialize, ToSchema)]
#[schema(as = SecretsAnswer)]
pub(super) struct Many {
    secrets: Vec<Secret>,
}

/// A secret as Infisical shows it. Its clients need every field that is here.
#[derive(Serialize, ToSchema)]
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
    #[schema(value_type = String)]
    secret_value: Option<SecretValue>,
    secret_value_hidden: bool,
    secret_comment: String,
    secret_reminder_note: Option<String>,
    secret_reminder_repeat_days: Option<i64>,
    skip_multiline_encoding: bool,
    secret_path: SecretPath,
    secret_metadata: Vec<Metadata>,
    tags: Vec<Tag>,
    is_rotated_secret: bool,
    rotation_id: Option<String>,
    keyferry: Extra,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// What Keyferry knows of a secret and Infisical does not.
#[derive(Serialize, ToSchema)]
#[schema(as = SecretExtra)]
#[serde(rename_all = "camelCase")]
struct Extra {
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    kind: SecretKind,
    content_type: Option<String>,
    /// References that lead nowhere, as typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    unresolved: Vec<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SecretMetadata)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    key: String,
    value: String,
    is_encrypted: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = SecretTag)]
struct Tag {
    id: TagId,
    slug: Slug,
    name: String,
    color: String,
}

/// Gives a value out where it was asked for, and says so where it was not.
#[expect(clippy::ref_option, reason = "the signature that serde calls")]
pub(super) fn given_out<S: Serializer>(
    value: &Option<SecretValue>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.as_ref().map_or(HIDDEN, SecretValue::reveal))
}

/// A secret as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000004",
        "_id": "0198c0de-0000-7000-8000-000000000004",
        "workspace": EXAMPLE_PROJECT,
        "environment": "dev",
        "version": 1,
        "type": "shared",
        "secretKey": "DB_PASSWORD",
        "secretValue": "s3cret",
        "secretValueHidden": false,
        "secretComment": "",
        "secretReminderNote": null,
        "secretReminderRepeatDays": null,
        "skipMultilineEncoding": false,
        "secretPath": "/",
        "secretMetadata": [{ "key": "owner", "value": "shop", "isEncrypted": false }],
        "tags": [{
            "id": "0198c0de-0000-7000-8000-000000000005",
            "slug": "backend",
            "name": "Backend",
            "color": "#ff0000",
        }],
        "isRotatedSecret": false,
        "rotationId": null,
        "keyferry": { "type": "secret", "contentType": null },
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}

/// The same without its value.
pub(super) fn hidden_example() -> Value {
    let mut example = example();
    example["secretValue"] = json!(HIDDEN);
    example["secretValueHidden"] = json!(true);
    example
}

impl One {
    pub(super) fn new(secret: secrets::Secret) -> Self {
        Self {
            secret: secret.into(),
        }
    }

    /// What became of the one secret that was written.
    pub(super) fn of(written: Vec<secrets::Secret>) -> Result<Self, ApiError> {
        let secret = written.into_iter().next();
        secret
            .map(Self::new)
            .ok_or_else(|| ApiError::Internal("a write of one secret wrote none".to_owned()))
    }
}

impl Many {
    pub(super) fn of(secrets: Vec<secrets::Secret>) -> Self {
        Self {
            secrets: secrets.into_iter().map(Secret::from).collect(),
        }
    }
}

impl From<secrets::Secret> for Secret {
    fn from(secret: secrets::Secret) -> Self {
        Self {
            id: secret.id,
            same_id: secret.id,
            workspace: secret.project,
            environment: secret.environment,
            version: secret.version,
            kind: "shared",
            secret_key: secret.key,
            secret_value_hidden: secret.value.is_none(),
            secret_value: secret.value,
            secret_comment: secret.comment,
            secret_reminder_note: secret.reminder_note,
            secret_reminder_repeat_days: secret.reminder_days,
            skip_multiline_encoding: secret.skip_multiline,
            secret_path: secret.path,
            secret_metadata: secret.metadata.into_iter().map(Metadata::from).collect(),
            tags: secret.tags.into_iter().map(Tag::from).collect(),
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

impl From<(String, String)> for Metadata {
    fn from((key, value): (String, String)) -> Self {
        Self {
            key,
            value,
            is_encrypted: false,
        }
    }
}

impl From<tags::Tag> for Tag {
    fn from(tag: tags::Tag) -> Self {
        Self {
            id: tag.id,
            slug: tag.slug,
            name: tag.name,
            color: tag.color,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn secret(value: Option<&str>) -> Value {
        let project = ProjectId::from_uuid(Uuid::nil());
        let secret = secrets::Secret {
            id: SecretId::from_uuid(Uuid::nil()),
            project,
            key: "Pool:Max".parse().unwrap(),
            value: value.map(|text| SecretValue::new(text.to_owned()).unwrap()),
            kind: SecretKind::Config,
            version: 3,
            comment: String::new(),
            content_type: None,
            metadata: vec![("owner".to_owned(), "shop".to_owned())],
            tags: vec![tags::Tag {
                id: TagId::from_uuid(Uuid::nil()),
                project,
                slug: "tag-one".parse().unwrap(),
                name: "Tag One".to_owned(),
                color: String::new(),
                created_at: Timestamp::default(),
                updated_at: Timestamp::default(),
            }],
            reminder_note: None,
            reminder_days: Some(30),
            skip_multiline: true,
            environment: "dev".parse().unwrap(),
            path: SecretPath::root(),
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
            unresolved: Vec::new(),
        };
        serde_json::to_value(Secret::from(secret)).unwrap()
    }

    #[test]
    fn clients_find_every_field_they_need() {
        let shown = secret(Some("10"));
        for field in example().as_object().unwrap().keys() {
            assert!(shown.get(field).is_some(), "{field}");
        }
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
        assert_eq!(shown["skipMultilineEncoding"], true);
        assert_eq!(shown["secretReminderNote"], Value::Null);
        assert_eq!(shown["secretReminderRepeatDays"], 30);
        assert_eq!(shown["tags"][0]["slug"], "tag-one");
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
}
