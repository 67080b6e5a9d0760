//! Projects, environments and folders as a caller sees them.

use model::id::{EnvironmentId, FolderId, ProjectId};
use model::{SecretPath, Slug, Timestamp};

/// A project.
#[derive(Debug, Clone)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// Its name in URLs.
    pub slug: Slug,
    /// What it is for.
    pub description: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// An environment.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Its id.
    pub id: EnvironmentId,
    /// Its project.
    pub project: ProjectId,
    /// Its name.
    pub name: String,
    /// Its name in URLs and on the command line.
    pub slug: Slug,
    /// Its place among the others, from 1.
    pub position: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A folder.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// Its environment.
    pub environment: EnvironmentId,
    /// Where it lies, its own name included.
    pub path: SecretPath,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl From<store::projects::Project> for Project {
    fn from(row: store::projects::Project) -> Self {
        Self {
            id: row.id,
            name: row.name,
            slug: row.slug,
            description: row.description,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<store::environments::Environment> for Environment {
    fn from(row: store::environments::Environment) -> Self {
        Self {
            id: row.id,
            project: row.project_id,
            name: row.name,
            slug: row.slug,
            position: row.position,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<store::folders::Folder> for Folder {
    fn from(row: store::folders::Folder) -> Self {
        Self {
            id: row.id,
            environment: row.environment_id,
            path: row.path,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
