//! Secrets as a caller sees them.

use model::access::At;
use model::id::{ProjectId, SecretId};
use model::secret::SecretKind;
use model::{SecretKey, SecretPath, SecretValue, Slug, Timestamp};

/// A folder of an environment of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The project.
    pub project: ProjectId,
    /// The environment's slug.
    pub environment: Slug,
    /// The folder.
    pub path: SecretPath,
}

impl Place {
    /// Where permission rules see it.
    #[must_use]
    pub fn at(&self) -> At<'_> {
        At::folder(self.environment.as_str(), self.path.as_str())
    }
}

/// A secret as a caller sees it.
#[derive(Debug, Clone)]
pub struct Secret {
    /// Its id, the same for all versions.
    pub id: SecretId,
    /// Its key.
    pub key: SecretKey,
    /// Its value, when it was asked for.
    pub value: Option<SecretValue>,
    /// Whether it is a secret or plain configuration.
    pub kind: SecretKind,
    /// Counts up from 1 with each change.
    pub version: i64,
    /// A remark.
    pub comment: String,
    /// The content type to give it at the destination; none keeps what is there.
    pub content_type: Option<String>,
    /// Names and values, which become tags at the destination.
    pub metadata: Vec<(String, String)>,
    /// Its environment.
    pub environment: Slug,
    /// Its folder.
    pub path: SecretPath,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// References in the value that could not be resolved, as typed.
    pub unresolved: Vec<String>,
}

/// What to return of secrets.
#[derive(Debug, Clone, Copy, Default)]
pub struct View {
    /// Return values; each reveal is recorded before it is given out.
    pub reveal: bool,
    /// Put referenced values in place of references.
    pub expand: bool,
    /// Include the folders below.
    pub recursive: bool,
}
