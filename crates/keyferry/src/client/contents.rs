//! What a program that runs in a folder is given: its secrets, and those of the folders that it
//! imports.

use secrecy::SecretString;
use serde::Deserialize;

use super::secrets::kept_secret;
use super::{Client, ClientError, Place, typed};

/// A folder's own secrets and its imports.
#[derive(Deserialize)]
pub(crate) struct Contents {
    /// The folder's own.
    pub(crate) secrets: Vec<Fetched>,
    /// What it imports, in the order of the imports: a later one wins over an earlier one.
    #[serde(default)]
    pub(crate) imports: Vec<Import>,
}

/// The secrets of an imported folder.
#[derive(Deserialize)]
pub(crate) struct Import {
    /// The secrets.
    pub(crate) secrets: Vec<Fetched>,
}

/// A secret with its value.
#[derive(Deserialize)]
pub(crate) struct Fetched {
    /// Its key.
    #[serde(rename = "secretKey")]
    pub(crate) key: String,
    /// Its value, references expanded.
    #[serde(rename = "secretValue", deserialize_with = "kept_secret")]
    pub(crate) value: SecretString,
    /// Whether the value is withheld, and what stands there is not it.
    #[serde(rename = "secretValueHidden", default)]
    pub(crate) hidden: bool,
    #[serde(default)]
    keyferry: Extra,
}

#[derive(Default, Deserialize)]
struct Extra {
    #[serde(default)]
    unresolved: Vec<String>,
}

impl Fetched {
    /// The references in its value that lead nowhere.
    pub(crate) fn unresolved(&self) -> &[String] {
        &self.keyferry.unresolved
    }
}

impl Client {
    /// A folder's secrets with their values and imports.
    pub(crate) async fn contents(
        &self,
        project: &str,
        place: &Place,
    ) -> Result<Contents, ClientError> {
        let query = [
            ("projectId", project),
            ("environment", &place.environment),
            ("secretPath", &place.path),
            ("viewSecretValue", "true"),
            ("expandSecretReferences", "true"),
            ("includeImports", "true"),
            ("recursive", "false"),
        ];
        typed(&self.get(&["v4", "secrets"], &query).await?)
    }
}
