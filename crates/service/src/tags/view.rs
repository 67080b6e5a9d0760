//! A tag as a caller sees it.

use model::id::{ProjectId, TagId};
use model::{Slug, Timestamp};

/// A tag of a project's secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// Its project.
    pub project: ProjectId,
    /// Its short name, which permission rules and filters use.
    pub slug: Slug,
    /// Its name, as it was given.
    pub name: String,
    /// Its color, as it was given.
    pub color: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl From<store::tags::Tag> for Tag {
    fn from(row: store::tags::Tag) -> Self {
        Self {
            id: row.id,
            project: row.project_id,
            slug: row.slug,
            name: row.name,
            color: row.color,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
