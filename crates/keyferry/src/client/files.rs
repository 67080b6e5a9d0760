//! Configuration files over the API.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Client, ClientError, Place, member};

/// A file to import.
pub(crate) struct ImportRequest {
    /// Its name, which tells the format.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// Its format, when the name does not tell.
    pub(crate) format: Option<String>,
    /// What joins levels of hierarchy.
    pub(crate) separator: Option<String>,
    /// What to put before each key.
    pub(crate) prefix: Option<String>,
    /// `secret` or `config`.
    pub(crate) kind: String,
    /// Whether `${…}` are references.
    pub(crate) expand: bool,
    /// Only say what would happen.
    pub(crate) dry_run: bool,
}

/// What an import did or would do.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportReport {
    /// Keys that were new.
    pub(crate) created: Vec<String>,
    /// Keys that changed.
    pub(crate) updated: Vec<String>,
    /// How many were as in the file.
    pub(crate) unchanged: usize,
    /// Remarks on the file.
    pub(crate) notes: Vec<String>,
}

impl Client {
    /// Imports a file into a folder.
    pub(crate) async fn import_file(
        &self,
        project: &str,
        place: &Place,
        file: &ImportRequest,
    ) -> Result<Value, ClientError> {
        let body = json!({
            "projectId": project,
            "environment": place.environment,
            "secretPath": place.path,
            "fileName": file.name,
            "content": STANDARD.encode(&file.bytes),
            "format": file.format,
            "separator": file.separator,
            "prefix": file.prefix,
            "type": file.kind,
            "expand": file.expand,
            "dryRun": file.dry_run,
        });
        member(
            self.post(&["v1", "secrets", "import-file"], &body).await?,
            "import",
        )
    }

    /// A folder's secrets as the text of a file.
    pub(crate) async fn export_file(
        &self,
        project: &str,
        place: &Place,
        format: &str,
        separator: Option<&str>,
    ) -> Result<SecretString, ClientError> {
        let query = [
            ("projectId", project),
            ("environment", &place.environment),
            ("secretPath", &place.path),
            ("format", format),
            ("separator", separator.unwrap_or_default()),
        ];
        self.text(&["v1", "secrets", "export-file"], &query).await
    }
}
