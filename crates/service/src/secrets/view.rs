//! Secrets as a caller sees them.

use model::access::At;
use model::id::{FolderId, ProjectId, SecretId};
use model::secret::SecretKind;
use model::{SecretKey, SecretPath, SecretValue, Slug, Timestamp};

use crate::tags::Tag;

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
    /// Its project.
    pub project: ProjectId,
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
    /// Its tags, by short name.
    pub tags: Vec<Tag>,
    /// What the reminder to change it says.
    pub reminder_note: Option<String>,
    /// Every how many days somebody is to be reminded to change it.
    pub reminder_days: Option<i64>,
    /// Whether clients leave line breaks in the value as they are.
    pub skip_multiline: bool,
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
#[expect(clippy::struct_excessive_bools, reason = "any may go with any")]
pub struct View {
    /// Return values that the caller may read; each reveal is recorded before it is given out.
    pub reveal: bool,
    /// Put referenced values in place of references.
    pub expand: bool,
    /// Include the folders below.
    pub recursive: bool,
    /// Include what the folder imports.
    pub imports: bool,
}

/// The secrets of a folder, and those it imports.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Its own, and with [`View::recursive`] those of the folders below.
    pub secrets: Vec<Secret>,
    /// What it imports, in order; later ones win over earlier ones. Empty unless asked for.
    pub imports: Vec<Imported>,
}

/// An imported folder with its secrets. Those that it imports itself are among them where it has
/// none of that key; each says where it lies.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The folder.
    pub folder: FolderId,
    /// Where it lies.
    pub place: Place,
    /// Those of its secrets that the caller may know of.
    pub secrets: Vec<Secret>,
}
