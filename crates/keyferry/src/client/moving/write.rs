//! What a server is told to add or change.

use std::collections::BTreeMap;

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{RemoteImport, RemoteProject, RemoteSecret, RemoteTag};
use crate::client::{Client, ClientError, Place, Project, member, typed};

/// The ids of a project's tags by their slugs.
pub(crate) type TagIds = BTreeMap<String, String>;

impl Client {
    /// Makes a project without environments.
    pub(crate) async fn make_project(
        &self,
        project: &RemoteProject,
    ) -> Result<Project, ClientError> {
        let body = json!({
            "projectName": project.name,
            "slug": project.slug,
            "projectDescription": project.description,
            "shouldCreateDefaultEnvs": false,
        });
        let answer = self.post(&["v2", "workspace"], &body).await?;
        typed(&member(answer, "project")?)
    }

    /// Makes an environment after those there are.
    pub(crate) async fn make_environment(
        &self,
        project: &str,
        slug: &str,
        name: &str,
    ) -> Result<(), ClientError> {
        let body = json!({ "workspaceId": project, "name": name, "slug": slug });
        let path = ["v1", "workspace", project, "environments"];
        self.post(&path, &body).await.map(drop)
    }

    /// Makes a folder inside another.
    pub(crate) async fn make_folder(
        &self,
        project: &str,
        parent: &Place,
        name: &str,
        description: &str,
    ) -> Result<(), ClientError> {
        let body = json!({
            "workspaceId": project,
            "environment": parent.environment,
            "path": parent.path,
            "name": name,
            "description": description,
        });
        self.post(&["v1", "folders"], &body).await.map(drop)
    }

    /// Makes a tag.
    pub(crate) async fn make_tag(
        &self,
        project: &str,
        tag: &RemoteTag,
    ) -> Result<RemoteTag, ClientError> {
        let name = if tag.name.is_empty() {
            &tag.slug
        } else {
            &tag.name
        };
        let body = json!({
            "projectId": project,
            "slug": tag.slug,
            "name": name,
            "color": tag.color,
        });
        let answer = self
            .post(&["v1", "workspace", project, "tags"], &body)
            .await?;
        typed(&member(answer, "workspaceTag")?)
    }

    /// Makes an import after those there are.
    pub(crate) async fn make_import(
        &self,
        project: &str,
        place: &Place,
        import: &RemoteImport,
    ) -> Result<(), ClientError> {
        let body = json!({
            "workspaceId": project,
            "environment": place.environment,
            "path": place.path,
            "isReplication": false,
            "import": { "environment": import.environment, "path": import.path },
        });
        self.post(&["v1", "secret-imports"], &body).await.map(drop)
    }

    /// Makes several secrets, all of them or none.
    pub(crate) async fn make_secrets(
        &self,
        project: &str,
        place: &Place,
        secrets: &[&RemoteSecret],
        tags: &TagIds,
    ) -> Result<(), ClientError> {
        let mut body = at(project, place);
        body["secrets"] = secrets.iter().map(|s| fields(s, tags)).collect();
        let path = ["v3", "secrets", "batch", "raw"];
        self.post(&path, &body).await.map(drop)
    }

    /// Makes a secret like another server's.
    pub(crate) async fn change_secret(
        &self,
        project: &str,
        place: &Place,
        secret: &RemoteSecret,
        tags: &TagIds,
    ) -> Result<(), ClientError> {
        let mut body = fields(secret, tags);
        if let (Some(body), Value::Object(place)) = (body.as_object_mut(), at(project, place)) {
            body.extend(place);
        }
        let path = ["v3", "secrets", "raw", secret.key.as_str()];
        self.patch(&path, &body).await.map(drop)
    }
}

fn at(project: &str, place: &Place) -> Value {
    json!({
        "workspaceId": project,
        "environment": place.environment,
        "secretPath": place.path,
    })
}

fn fields(secret: &RemoteSecret, tags: &TagIds) -> Value {
    let metadata = secret.metadata.iter();
    let ids = secret.tags.iter().filter_map(|tag| tags.get(&tag.slug));
    let mut fields = json!({
        "secretKey": secret.key,
        "secretValue": secret.value.expose_secret(),
        "secretComment": secret.comment,
        "secretMetadata": metadata
            .map(|pair| json!({ "key": pair.key, "value": pair.value }))
            .collect::<Vec<_>>(),
        "tagIds": ids.collect::<Vec<_>>(),
        "type": "shared",
    });
    if let Some(extra) = &secret.keyferry {
        fields["keyferry"] = json!({ "type": extra.kind, "contentType": extra.content_type });
    }
    fields
}
