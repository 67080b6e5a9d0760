//! Projects, environments and folders as a caller sees them.

use model::access::{Action, At, Grants};
use model::id::{EnvironmentId, FolderId, OrganizationId, ProjectId};
use model::{SecretPath, Slug, Timestamp};
use store::{ReadTx, environments};

use crate::{Error, access};

/// A project.
#[derive(Debug, Clone)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// The organization it belongs to.
    pub organization: OrganizationId,
    /// Its name.
    pub name: String,
    /// Its name in URLs.
    pub slug: Slug,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it refuses to be deleted.
    pub delete_protection: bool,
    /// Those of its environments that the caller may know of, in order.
    pub environments: Vec<Environment>,
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
    /// Its project.
    pub project: ProjectId,
    /// Its environment.
    pub environment: EnvironmentId,
    /// Its environment's slug.
    pub environment_slug: Slug,
    /// Its environment's name.
    pub environment_name: String,
    /// The folder around it; none for the root.
    pub parent: Option<FolderId>,
    /// Where it lies, its own name included.
    pub path: SecretPath,
    /// What it is for.
    pub description: Option<String>,
    /// Counts up with each change of its name or description, from 1.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Project {
    /// A project with what the caller may know of it.
    pub(super) async fn see(
        tx: &ReadTx,
        grants: &Grants,
        row: store::projects::Project,
    ) -> Result<Self, Error> {
        let environments = environments::list(tx, row.id).await?;
        let organization = access::organization_in(tx).await?;
        Ok(Self::new(organization, grants, row, environments))
    }

    pub(super) fn new(
        organization: OrganizationId,
        grants: &Grants,
        row: store::projects::Project,
        environments: Vec<environments::Environment>,
    ) -> Self {
        Self {
            id: row.id,
            organization,
            name: row.name,
            slug: row.slug,
            description: row.description,
            delete_protection: row.delete_protection,
            environments: environments
                .into_iter()
                .map(Environment::from)
                .filter(|environment| environment.is_seen_with(grants))
                .collect(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl Environment {
    /// Whether somebody may know of it: they may see environments, or something in this one.
    pub(super) fn is_seen_with(&self, grants: &Grants) -> bool {
        let at = At::environment(self.slug.as_str());
        grants.allows(Action::ReadEnvironments, &at)
            || grants.allows_somewhere(Action::DescribeSecrets, &at)
            || grants.allows_somewhere(Action::ReadSecrets, &at)
    }
}

impl From<environments::Environment> for Environment {
    fn from(row: environments::Environment) -> Self {
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
            project: row.project_id,
            environment: row.environment_id,
            environment_slug: row.environment,
            environment_name: row.environment_name,
            parent: row.parent_id,
            path: row.path,
            description: row.description,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
