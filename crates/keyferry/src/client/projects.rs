//! Finding the project that a command is about.

use serde::Deserialize;
use uuid::Uuid;

use super::{Client, ClientError, member, typed};

/// A project.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Project {
    /// Its id.
    pub(crate) id: String,
    /// Its slug.
    pub(crate) slug: String,
}

impl Client {
    /// A project by slug or id; without a name, the only one there is.
    pub(crate) async fn project(&self, name: Option<&str>) -> Result<Project, ClientError> {
        let Some(name) = name else {
            return self.only_project().await;
        };
        if Uuid::try_parse(name).is_ok() {
            let answer = self.get(&["v1", "workspace", name], &[]).await?;
            return typed(&member(answer, "workspace")?);
        }
        typed(&self.get(&["v2", "workspace", name], &[]).await?)
    }

    async fn only_project(&self) -> Result<Project, ClientError> {
        let answer = self.get(&["v1", "workspace"], &[]).await?;
        let mut projects: Vec<Project> = typed(&member(answer, "workspaces")?)?;
        match (projects.pop(), projects.is_empty()) {
            (Some(project), true) => Ok(project),
            (None, _) => Err(ClientError::Unknown("there is no project yet".to_owned())),
            (Some(last), false) => {
                let mut slugs: Vec<_> = projects.into_iter().map(|p| p.slug).collect();
                slugs.push(last.slug);
                Err(ClientError::Unknown(format!(
                    "there are several projects; choose one with --project: {}",
                    slugs.join(", ")
                )))
            }
        }
    }
}
