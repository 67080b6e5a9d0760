//! Everything that can be copied, as one server has it.

use std::collections::BTreeMap;

use indicatif::ProgressBar;

use crate::client::{
    Client, ClientError, Place, RemoteFolder, RemoteImport, RemoteProject, RemoteSecret, RemoteTag,
};
use crate::exit::Failure;

/// What a server has.
pub(super) struct Snapshot {
    /// Its projects.
    pub(super) projects: Vec<ProjectState>,
}

/// A project.
pub(super) struct ProjectState {
    /// What it is called.
    pub(super) project: RemoteProject,
    /// Its tags.
    pub(super) tags: Vec<RemoteTag>,
    /// Its environments, in their order.
    pub(super) environments: Vec<EnvironmentState>,
}

/// An environment.
pub(super) struct EnvironmentState {
    /// Its slug.
    pub(super) slug: String,
    /// Its name.
    pub(super) name: String,
    /// Its folders by their path, so that a folder comes before those in it.
    pub(super) folders: BTreeMap<String, FolderState>,
}

/// A folder.
#[derive(Default)]
pub(super) struct FolderState {
    /// What it is for.
    pub(super) description: String,
    /// Its secrets.
    pub(super) secrets: BTreeMap<String, RemoteSecret>,
    /// Its imports, in their order.
    pub(super) imports: Vec<RemoteImport>,
}

impl Snapshot {
    /// Reads the projects with these slugs.
    pub(super) async fn read(
        client: &Client,
        wanted: impl Fn(&str) -> bool,
        bar: &ProgressBar,
    ) -> Result<Self, ClientError> {
        let mut projects = Vec::new();
        for project in client.remote_projects().await? {
            if wanted(&project.slug) {
                projects.push(read_project(client, project, bar).await?);
            }
        }
        Ok(Self { projects })
    }

    /// A project by its slug.
    pub(super) fn project(&self, slug: &str) -> Option<&ProjectState> {
        self.projects.iter().find(|p| p.project.slug == slug)
    }

    /// Refuses when a project that was named is not there.
    pub(super) fn must_have(&self, slugs: &[String]) -> Result<(), Failure> {
        match slugs.iter().find(|slug| self.project(slug).is_none()) {
            None => Ok(()),
            Some(slug) => Err(Failure::new(format!(
                "the source has no project `{slug}`, or its token does not see it"
            ))),
        }
    }
}

impl ProjectState {
    /// An environment by its slug.
    pub(super) fn environment(&self, slug: &str) -> Option<&EnvironmentState> {
        self.environments.iter().find(|e| e.slug == slug)
    }
}

async fn read_project(
    client: &Client,
    project: RemoteProject,
    bar: &ProgressBar,
) -> Result<ProjectState, ClientError> {
    let tags = client.remote_tags(&project.id).await?;
    let mut environments = Vec::new();
    for environment in &project.environments {
        let mut folders = BTreeMap::from([("/".to_owned(), FolderState::default())]);
        for folder in client
            .remote_folders(&project.id, &environment.slug)
            .await?
        {
            let RemoteFolder {
                path, description, ..
            } = folder;
            let empty = FolderState {
                description,
                ..FolderState::default()
            };
            folders.insert(path, empty);
        }
        for (path, folder) in &mut folders {
            let place = Place {
                environment: environment.slug.clone(),
                path: path.clone(),
            };
            let secrets = client.remote_secrets(&project.id, &place).await?;
            folder.secrets = secrets.into_iter().map(|s| (s.key.clone(), s)).collect();
            folder.imports = client.remote_imports(&project.id, &place).await?;
            bar.tick();
        }
        environments.push(EnvironmentState {
            slug: environment.slug.clone(),
            name: environment.name.clone(),
            folders,
        });
    }
    Ok(ProjectState {
        project,
        tags,
        environments,
    })
}
