//! Secrets over the API.

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::{Client, ClientError, member};

/// Which folder a command means.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// The environment's slug, such as `prod`
    #[arg(long = "env", value_name = "ENV")]
    pub(crate) environment: String,
    /// The folder
    #[arg(long, value_name = "PATH", default_value = "/")]
    pub(crate) path: String,
}

/// A secret as tables show it.
#[derive(Deserialize)]
pub(crate) struct Secret {
    /// Its key.
    #[serde(rename = "secretKey")]
    pub(crate) key: String,
    /// Its value, or what stands in for a hidden one.
    #[serde(rename = "secretValue", deserialize_with = "kept_secret")]
    pub(crate) value: SecretString,
    /// Whether the value is hidden.
    #[serde(rename = "secretValueHidden")]
    pub(crate) hidden: bool,
    /// Its version.
    pub(crate) version: i64,
    /// What Keyferry adds.
    pub(crate) keyferry: Extra,
}

/// What Keyferry adds to a secret.
#[derive(Deserialize)]
pub(crate) struct Extra {
    /// `secret` or `config`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

/// A value to write.
pub(crate) struct Write {
    /// The key.
    pub(crate) key: String,
    /// The value.
    pub(crate) value: SecretString,
    /// `secret` or `config`, when it is to be set.
    pub(crate) kind: Option<String>,
}

impl Client {
    /// The secrets of a folder, with their values when they are to be shown.
    pub(crate) async fn secrets(
        &self,
        project: &str,
        place: &Place,
        reveal: bool,
        recursive: bool,
    ) -> Result<Value, ClientError> {
        let query = [
            ("projectId", project),
            ("environment", &place.environment),
            ("secretPath", &place.path),
            ("viewSecretValue", flag(reveal)),
            ("recursive", flag(recursive)),
            ("expandSecretReferences", "true"),
        ];
        member(self.get(&["v4", "secrets"], &query).await?, "secrets")
    }

    /// One secret with its value.
    pub(crate) async fn secret(
        &self,
        project: &str,
        place: &Place,
        key: &str,
        version: Option<i64>,
    ) -> Result<Value, ClientError> {
        let version = version.map(|number| number.to_string()).unwrap_or_default();
        let query = [
            ("projectId", project),
            ("environment", &place.environment),
            ("secretPath", &place.path),
            ("version", &version),
            ("expandSecretReferences", "true"),
        ];
        member(self.get(&["v4", "secrets", key], &query).await?, "secret")
    }

    /// Writes a secret, new or not.
    pub(crate) async fn write_secret(
        &self,
        project: &str,
        place: &Place,
        write: &Write,
    ) -> Result<Value, ClientError> {
        let mut body = body(project, place);
        body["secretValue"] = Value::String(write.value.expose_secret().to_owned());
        if let Some(kind) = &write.kind {
            body["keyferry"] = json!({ "type": kind });
        }
        let path = ["v3", "secrets", "raw", write.key.as_str()];
        let answer = match self.patch(&path, &body).await {
            Err(error) if error.is_not_found() => self.post(&path, &body).await,
            other => other,
        };
        member(answer?, "secret")
    }

    /// Deletes a secret.
    pub(crate) async fn delete_secret(
        &self,
        project: &str,
        place: &Place,
        key: &str,
    ) -> Result<Value, ClientError> {
        let answer = self
            .delete(&["v3", "secrets", "raw", key], &body(project, place))
            .await?;
        member(answer, "secret")
    }
}

fn body(project: &str, place: &Place) -> Value {
    json!({
        "workspaceId": project,
        "environment": place.environment,
        "secretPath": place.path,
        "type": "shared",
    })
}

pub(super) fn flag(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

pub(super) fn kept_secret<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::from)
}
