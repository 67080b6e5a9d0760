//! The versions of a secret over the API.

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};

use super::secrets::{flag, kept_secret};
use super::{Client, ClientError, Place, member, typed};

/// A version of a secret as tables show it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Version {
    /// Its number.
    #[serde(rename = "version")]
    pub(crate) number: i64,
    /// Its value, or what stands in for a hidden one.
    #[serde(rename = "secretValue", deserialize_with = "kept_secret")]
    pub(crate) value: SecretString,
    /// Whether the value is hidden.
    #[serde(rename = "secretValueHidden")]
    pub(crate) hidden: bool,
    /// Who made it.
    pub(crate) actor: Actor,
    /// When.
    pub(crate) created_at: String,
    /// What Keyferry adds.
    pub(crate) keyferry: Extra,
}

/// Who made a version.
#[derive(Deserialize)]
pub(crate) struct Actor {
    /// Their name.
    pub(crate) name: String,
}

/// What Keyferry adds to a version.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Extra {
    /// The version whose value it took up again.
    pub(crate) restored_version: Option<i64>,
}

/// Which versions to list, counted from the newest.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Page {
    /// How many to list at most
    #[arg(long, value_name = "N", default_value = "20", value_parser = clap::value_parser!(u64).range(1..=200))]
    limit: u64,
    /// How many of the newest to pass over
    #[arg(long, value_name = "N", default_value = "0")]
    offset: u64,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

impl Client {
    /// The versions of a secret, with their values when they are to be shown.
    pub(crate) async fn versions(
        &self,
        project: &str,
        place: &Place,
        key: &str,
        page: Page,
        reveal: bool,
    ) -> Result<Value, ClientError> {
        let id = self.secret_id(project, place, key).await?;
        let (offset, limit) = (page.offset.to_string(), page.limit.to_string());
        let query = [
            ("offset", offset.as_str()),
            ("limit", limit.as_str()),
            ("viewSecretValue", flag(reveal)),
        ];
        let path = ["v1", "secret", id.as_str(), "secret-versions"];
        member(self.get(&path, &query).await?, "secretVersions")
    }

    /// Restores a version of a secret, as a new one.
    pub(crate) async fn restore_version(
        &self,
        project: &str,
        place: &Place,
        key: &str,
        version: i64,
    ) -> Result<Value, ClientError> {
        let id = self.secret_id(project, place, key).await?;
        let version = version.to_string();
        let path = [
            "v1",
            "secret",
            id.as_str(),
            "secret-versions",
            version.as_str(),
            "restore",
        ];
        member(self.post(&path, &json!({})).await?, "secret")
    }

    /// The id of the folder's own secret of this key.
    async fn secret_id(
        &self,
        project: &str,
        place: &Place,
        key: &str,
    ) -> Result<String, ClientError> {
        let query = [
            ("projectId", project),
            ("environment", &place.environment),
            ("secretPath", &place.path),
            ("viewSecretValue", "false"),
        ];
        let found = self.get(&["v3", "secrets", "raw", key], &query).await?;
        let named: Named = typed(&member(found, "secret")?)?;
        Ok(named.id)
    }
}
