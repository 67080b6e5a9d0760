//! A role as callers see it.

use model::id::{ProjectId, RoleId};
use model::{Slug, Timestamp};
use store::roles;

/// A role of a project.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// The project it belongs to.
    pub project: ProjectId,
    /// Its short name, unique in the project.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its rules in Infisical's form, as they were sent (JSON text).
    pub permissions: String,
    /// Counts up from 1 with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl From<roles::Role> for Role {
    fn from(row: roles::Role) -> Self {
        Self {
            id: row.id,
            project: row.project_id,
            slug: row.slug,
            name: row.name,
            description: row.description,
            permissions: row.permissions,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
