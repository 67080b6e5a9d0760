//! The shape of a version of a secret.

use model::id::{ProjectId, SecretId, SecretVersionId};
use model::{SecretKey, SecretPath, SecretValue, Slug, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use service::secrets::{self, History};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::wire::{EXAMPLE_PROJECT, given_out};

/// The versions of a secret, newest first.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecretVersions {
    secret_versions: Vec<Version>,
}

/// A version of a secret, in Infisical's names.
#[derive(Serialize, ToSchema)]
#[schema(as = SecretVersion)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "Infisical's names")]
struct Version {
    id: SecretVersionId,
    #[serde(rename = "_id")]
    same_id: SecretVersionId,
    secret_id: SecretId,
    workspace: ProjectId,
    environment: Slug,
    secret_path: SecretPath,
    version: i64,
    #[serde(rename = "type")]
    kind: &'static str,
    /// What the secret was called then.
    secret_key: SecretKey,
    /// The value as it was written: references in it are not expanded.
    #[serde(serialize_with = "given_out")]
    #[schema(value_type = String)]
    secret_value: Option<SecretValue>,
    secret_value_hidden: bool,
    actor: Actor,
    keyferry: Extra,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// Who made a version.
#[derive(Serialize, ToSchema)]
#[schema(as = SecretVersionActor)]
struct Actor {
    name: String,
}

/// What Keyferry knows of a version and Infisical does not.
#[derive(Serialize, ToSchema)]
#[schema(as = SecretVersionExtra)]
#[serde(rename_all = "camelCase")]
struct Extra {
    content_type: Option<String>,
    /// The version whose value this one took up again.
    restored_version: Option<i64>,
}

/// A version as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000006",
        "_id": "0198c0de-0000-7000-8000-000000000006",
        "secretId": "0198c0de-0000-7000-8000-000000000004",
        "workspace": EXAMPLE_PROJECT,
        "environment": "dev",
        "secretPath": "/",
        "version": 2,
        "type": "shared",
        "secretKey": "DB_PASSWORD",
        "secretValue": "s3cret",
        "secretValueHidden": false,
        "actor": { "name": "ada@example.com" },
        "keyferry": { "contentType": null, "restoredVersion": null },
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}

impl From<History> for SecretVersions {
    fn from(history: History) -> Self {
        let secret = history.secret;
        let versions = history.versions.into_iter();
        Self {
            secret_versions: versions.map(|one| Version::of(&secret, one)).collect(),
        }
    }
}

impl Version {
    fn of(secret: &secrets::Secret, version: secrets::Version) -> Self {
        let id = id(version.secret, version.version);
        Self {
            id,
            same_id: id,
            secret_id: version.secret,
            workspace: secret.project,
            environment: secret.environment.clone(),
            secret_path: secret.path.clone(),
            version: version.version,
            kind: "shared",
            secret_key: version.key,
            secret_value_hidden: version.value.is_none(),
            secret_value: version.value,
            actor: Actor {
                name: version.actor,
            },
            keyferry: Extra {
                content_type: version.content_type,
                restored_version: version.restored_from,
            },
            created_at: version.created_at,
            updated_at: version.created_at,
        }
    }
}

/// Infisical's versions have ids of their own; ours are known by their secret and number, of which one
/// is made: the secret's, changed in its last, random digits by the number.
fn id(secret: SecretId, version: i64) -> SecretVersionId {
    let secret = secret.as_uuid().as_u128();
    let id = secret ^ u128::from(version.unsigned_abs());
    SecretVersionId::from_uuid(Uuid::from_u128(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_an_id_of_its_own() {
        let secret = Uuid::from_u128(0x0198_c0de_0000_7000_8000_0000_0000_0004);
        let id = |version| id(SecretId::from_uuid(secret), version).as_uuid();
        assert_ne!(id(1), id(2));
        assert_ne!(id(1), secret);
        assert_eq!(id(2).to_string(), example()["id"]);
    }
}
