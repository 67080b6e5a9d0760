//! What is on a server.

use serde_json::Value;

use super::{RemoteFolder, RemoteImport, RemoteProject, RemoteSecret, RemoteTag};
use crate::client::{Client, ClientError, Place, member, typed};

impl Client {
    /// The projects that the token sees and that hold secrets.
    pub(crate) async fn remote_projects(&self) -> Result<Vec<RemoteProject>, ClientError> {
        let list = match self.get(&["v1", "projects"], &[]).await {
            Ok(answer) => member(answer, "projects")?,
            // An older Infisical has only the older route.
            Err(error) if error.is_not_found() => {
                member(self.get(&["v1", "workspace"], &[]).await?, "workspaces")?
            }
            Err(error) => return Err(error),
        };
        let projects: Vec<RemoteProject> = typed(&list)?;
        let holds_secrets = |project: &RemoteProject| {
            project
                .kind
                .as_deref()
                .is_none_or(|k| k == "secret-manager")
        };
        Ok(projects.into_iter().filter(holds_secrets).collect())
    }

    /// All folders of an environment but the root.
    pub(crate) async fn remote_folders(
        &self,
        project: &str,
        environment: &str,
    ) -> Result<Vec<RemoteFolder>, ClientError> {
        let query = [
            ("workspaceId", project),
            ("environment", environment),
            ("path", "/"),
            ("recursive", "true"),
        ];
        let answer = self.get(&["v1", "folders"], &query).await?;
        let folders: Vec<RemoteFolder> = typed(&member(answer, "folders")?)?;
        let people_made = |folder: &RemoteFolder| folder.path != "/" && !folder.is_reserved;
        Ok(folders.into_iter().filter(people_made).collect())
    }

    /// The secrets that everybody shares in a folder, as they were typed.
    pub(crate) async fn remote_secrets(
        &self,
        project: &str,
        place: &Place,
    ) -> Result<Vec<RemoteSecret>, ClientError> {
        let query = [
            ("workspaceId", project),
            ("environment", &place.environment),
            ("secretPath", &place.path),
            ("viewSecretValue", "true"),
            ("expandSecretReferences", "false"),
            ("include_imports", "false"),
            ("recursive", "false"),
        ];
        let answer = self.get(&["v3", "secrets", "raw"], &query).await?;
        let secrets: Vec<RemoteSecret> = typed(&member(answer, "secrets")?)?;
        let shared = |secret: &RemoteSecret| secret.kind.as_deref() != Some("personal");
        Ok(secrets.into_iter().filter(shared).collect())
    }

    /// The tags of a project; none from a server without tags.
    pub(crate) async fn remote_tags(&self, project: &str) -> Result<Vec<RemoteTag>, ClientError> {
        let path = ["v1", "workspace", project, "tags"];
        self.optional_list(&path, &[], "workspaceTags").await
    }

    /// The imports of a folder in their order; none from a server without imports.
    pub(crate) async fn remote_imports(
        &self,
        project: &str,
        place: &Place,
    ) -> Result<Vec<RemoteImport>, ClientError> {
        let query = [
            ("workspaceId", project),
            ("environment", &place.environment),
            ("path", &place.path),
        ];
        let path = ["v1", "secret-imports"];
        let imports: Vec<RemoteImport> = self.optional_list(&path, &query, "secretImports").await?;
        Ok(imports.into_iter().filter(|i| !i.is_reserved).collect())
    }

    async fn optional_list<T: serde::de::DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        name: &str,
    ) -> Result<Vec<T>, ClientError> {
        let list: Value = match self.get(path, query).await {
            Ok(answer) => member(answer, name)?,
            Err(error) if error.is_not_found() => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        typed(&list)
    }
}
