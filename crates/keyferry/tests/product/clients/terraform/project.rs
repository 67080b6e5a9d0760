//! A project and what is in it: environments, folders, tags, secrets and imports.

use serde_json::json;

use super::{
    Provider,
    shapes::{
        Kind::{self, Flag, List, Object, Text, TextOrNull, Time, Whole},
        echoes, shaped,
    },
};
use crate::harness::admin::text;

const PROJECT: &[(&str, Kind)] = &[
    ("id", Text),
    ("name", Text),
    ("slug", Text),
    ("description", TextOrNull),
    ("type", Text),
    ("createdAt", Time),
    ("updatedAt", Time),
    ("hasDeleteProtection", Flag),
    ("kmsSecretManagerKeyId", TextOrNull),
];
const ENVIRONMENT: &[(&str, Kind)] = &[
    ("id", Text),
    ("name", Text),
    ("slug", Text),
    ("position", Whole),
    ("projectId", Text),
];
const FOLDER: &[(&str, Kind)] = &[
    ("id", Text),
    ("name", Text),
    ("envId", Text),
    ("path", Text),
];
const SECRET: &[(&str, Kind)] = &[
    ("id", Text),
    ("_id", Text),
    ("workspace", Text),
    ("environment", Text),
    ("version", Whole),
    ("type", Text),
    ("secretKey", Text),
    ("secretValue", Text),
    ("secretComment", Text),
    ("secretPath", Text),
    ("tags", List),
    ("secretMetadata", List),
    ("createdAt", Time),
    ("updatedAt", Time),
];

impl Provider<'_> {
    pub(super) fn project(&self) -> String {
        let made = self.post(
            "v2/workspace",
            json!({
                "projectName": "tf proj", "projectDescription": "d", "slug": "tf-proj",
                "organizationSlug": "", "type": "secret-manager",
                "shouldCreateDefaultEnvs": true, "hasDeleteProtection": false,
            }),
        );
        let id = text(&made["project"], "id");
        let read = self.settled(&format!("v1/workspace/{id}"));
        let project = shaped(&read["workspace"], PROJECT);
        echoes(
            &project,
            &json!({ "name": "tf proj", "slug": "tf-proj", "description": "d",
                     "type": "secret-manager", "hasDeleteProtection": false }),
        );
        self.patch(
            &format!("v1/projects/{id}"),
            json!({ "projectId": id, "slug": "tf-proj", "name": "tf proj", "description": "d2",
                    "hasDeleteProtection": false }),
        );
        let read = self.settled(&format!("v1/workspace/{id}"));
        assert_eq!(read["workspace"]["description"], "d2");
        let bare = self.get("v2/workspace/tf-proj");
        shaped(&bare, &[("id", Text), ("environments", List)]);
        let listed = self.get("v1/projects");
        shaped(&listed, &[("projects", List)]);
        id
    }

    pub(super) fn environment(&self, project: &str) -> String {
        let body = json!({ "name": "QA", "slug": "qa", "workspaceId": project, "position": 4 });
        let made = self.post(&format!("v1/workspace/{project}/environments"), body);
        shaped(
            &made,
            &[
                ("message", Text),
                ("workspace", Text),
                ("environment", Object),
            ],
        );
        let id = text(&made["environment"], "id");
        let path = format!("v1/workspace/environments/{id}");
        let read = self.settled(&path);
        let environment = shaped(&read["environment"], ENVIRONMENT);
        let sent = json!({ "name": "QA", "slug": "qa", "position": 4, "projectId": project });
        echoes(&environment, &sent);
        self.patch(
            &format!("v1/workspace/{project}/environments/{id}"),
            json!({ "ID": id, "ProjectID": project, "name": "QA two", "slug": "qa", "position": 0 }),
        );
        let read = self.settled(&path);
        echoes(
            &read["environment"],
            &json!({ "name": "QA two", "position": 4 }),
        );
        let by_slug = self.get(&format!("v1/projects/{project}/environments/slug/qa"));
        assert_eq!(by_slug["id"], id.as_str());
        id
    }

    pub(super) fn folder(&self, project: &str) -> String {
        let made = self.post(
            "v1/folders",
            json!({ "name": "app", "environment": "qa", "workspaceId": project, "path": "/",
                    "description": "" }),
        );
        let folder = shaped(&made["folder"], FOLDER);
        assert_eq!(folder["path"], "/app", "its own name is part of it");
        let id = text(&folder, "id");
        let path = format!("v1/folders/{id}");
        let read = self.settled(&path);
        let folder = shaped(&read["folder"], FOLDER);
        shaped(&folder, &[("projectId", Text), ("environment", Object)]);
        shaped(
            &folder["environment"],
            &[("envId", Text), ("envName", Text), ("envSlug", Text)],
        );
        self.patch(
            &path,
            json!({ "id": id, "name": "app", "environment": "qa", "workspaceId": project,
                    "path": "/", "description": "the application" }),
        );
        let read = self.settled(&path);
        assert_eq!(read["folder"]["description"], "the application");
        let query = format!("environment=qa&path=%2F&workspaceId={project}");
        let listed = self.get(&format!("v1/folders?{query}"));
        assert_eq!(listed["folders"][0]["name"], "app");
        id
    }

    pub(super) fn tag(&self, project: &str) -> String {
        let tags = format!("v1/workspace/{project}/tags");
        let made = self.post(
            &tags,
            json!({ "name": "Tag One", "color": "#ff0000", "slug": "tag-one",
                    "projectId": project }),
        );
        let id = text(&made["workspaceTag"], "id");
        let read = self.settled(&format!("{tags}/{id}"));
        let sent = json!({ "name": "Tag One", "color": "#ff0000", "slug": "tag-one" });
        echoes(&read["workspaceTag"], &sent);
        self.patch(
            &format!("{tags}/{id}"),
            json!({ "tagId": id, "name": "Tag 1", "color": "#00ff00", "slug": "tag-one",
                    "projectId": project }),
        );
        let read = self.settled(&format!("{tags}/slug/tag-one"));
        echoes(
            &read["workspaceTag"],
            &json!({ "id": id, "name": "Tag 1", "color": "#00ff00" }),
        );
        id
    }

    /// A secret, and what its last change answered.
    pub(super) fn secret(&self, project: &str, tag: &str) -> String {
        let made = self.post(
            "v3/secrets/raw/DB_PASSWORD",
            json!({ "workspaceId": project, "type": "shared", "environment": "qa",
                    "secretKey": "DB_PASSWORD", "secretValue": "s3cret", "secretComment": "",
                    "secretPath": "/app", "secretReminderNote": "",
                    "secretReminderRepeatDays": 0,
                    "secretMetadata": [{ "key": "owner", "value": "me", "isEncrypted": false }],
                    "tagIds": [tag] }),
        );
        let secret = shaped(&made["secret"], SECRET);
        let id = text(&secret, "id");
        let path = format!("v3/secrets/raw/id/{id}");
        let secret = shaped(&self.settled(&path)["secret"], SECRET);
        echoes(
            &secret,
            &json!({ "secretKey": "DB_PASSWORD", "secretValue": "s3cret", "secretPath": "/app",
                     "environment": "qa", "workspace": project, "secretReminderNote": null,
                     "secretReminderRepeatDays": null, "version": 1 }),
        );
        assert_eq!(secret["tags"][0]["id"], tag);
        assert_eq!(
            secret["secretMetadata"],
            json!([{ "key": "owner", "value": "me", "isEncrypted": false }])
        );
        let changed = self.patch(
            "v3/secrets/raw/DB_PASSWORD",
            json!({ "secretName": "DB_PASSWORD", "newSecretName": "DB_SECRET",
                    "workspaceId": project, "environment": "qa", "type": "shared",
                    "secretPath": "/app", "secretReminderNote": "rotate",
                    "secretReminderRepeatDays": 30, "secretValue": "s3cret2", "tagIds": [] }),
        );
        shaped(&changed["secret"], SECRET);
        let secret = shaped(&self.settled(&path)["secret"], SECRET);
        echoes(
            &secret,
            &json!({ "id": id, "secretKey": "DB_SECRET", "secretValue": "s3cret2", "tags": [],
                     "secretReminderNote": "rotate", "secretReminderRepeatDays": 30,
                     "version": 2 }),
        );
        let query = format!("environment=qa&secretPath=%2Fapp&workspaceId={project}");
        let one = format!("v3/secrets/raw/DB_SECRET?{query}&type=shared&viewSecretValue=false");
        assert_eq!(self.get(&one)["secret"]["secretValueHidden"], true);
        let all = self.get(&format!(
            "v3/secrets/raw?{query}&expandSecretReferences=true"
        ));
        assert_eq!(all["secrets"][0]["secretValue"], "s3cret2");
        id
    }

    pub(super) fn import(&self, project: &str) -> String {
        let made = self.post(
            "v1/secret-imports",
            json!({ "workspaceId": project, "environment": "qa", "path": "/app",
                    "isReplication": false, "import": { "environment": "prod", "path": "/" } }),
        );
        let id = text(&made["secretImport"], "id");
        let query = format!("workspaceId={project}&environment=qa&path=%2Fapp");
        let listed = self.settled(&format!("v1/secret-imports?{query}"));
        assert_eq!(listed["secretImports"][0]["id"], id.as_str());
        self.get(&format!("v1/secret-imports/{id}"));
        id
    }
}
