//! The calls of Infisical's Terraform provider, in the order and with the bodies it sends: create,
//! read back, change, plan without a change, delete. It refuses a reply that lacks a field or has
//! one of another type, so each is looked at.

use std::thread;

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::on_postgres;
use crate::harness::{
    admin::text,
    server::LOOK,
    shop::{APP, Shop},
};

/// What a field of a reply has to be.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    TextOrNull,
    Whole,
    Flag,
    /// A point in time; never the empty text.
    Time,
    List,
    Object,
}

use Kind::{Flag, List, Object, Text, TextOrNull, Time, Whole};

impl Kind {
    fn is_of(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::TextOrNull => value.is_string() || value.is_null(),
            Self::Whole => value.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
            Self::Flag => value.is_boolean(),
            Self::Time => value
                .as_str()
                .is_some_and(|text| text.ends_with('Z') && text.contains('T')),
            Self::List => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}

/// A reply's object, with these fields of these types.
#[track_caller]
fn shaped(object: &Value, fields: &[(&str, Kind)]) -> Value {
    let known = object.as_object().unwrap_or_else(|| panic!("{object}"));
    for (name, kind) in fields {
        let value = known.get(*name);
        let value = value.unwrap_or_else(|| panic!("`{name}` is missing in {object}"));
        assert!(kind.is_of(value), "`{name}` is {value} in {object}");
    }
    object.clone()
}

/// A reply's object has what was sent, word for word.
#[track_caller]
fn echoes(object: &Value, sent: &Value) {
    let sent: &Map<String, Value> = sent.as_object().expect("an object");
    for (name, value) in sent {
        assert_eq!(&object[name], value, "`{name}` of {object}");
    }
}

/// One `terraform apply` after another.
struct Provider<'a> {
    shop: &'a Shop,
}

impl Provider<'_> {
    #[track_caller]
    fn ok(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let answer = self.shop.api(method.clone(), path, body.as_ref());
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.body);
        answer.json()
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        self.ok(Method::GET, path, None)
    }

    #[track_caller]
    fn post(&self, path: &str, body: Value) -> Value {
        self.ok(Method::POST, path, Some(body))
    }

    #[track_caller]
    fn patch(&self, path: &str, body: Value) -> Value {
        self.ok(Method::PATCH, path, Some(body))
    }

    #[track_caller]
    fn delete(&self, path: &str, body: Option<Value>) -> Value {
        self.ok(Method::DELETE, path, body)
    }

    /// A second look at an unchanged thing shows the same, or a plan would want to change it.
    #[track_caller]
    fn settled(&self, path: &str) -> Value {
        let first = self.get(path);
        assert_eq!(first, self.get(path), "{path}");
        first
    }

    /// Only 404 takes a thing out of the state.
    #[track_caller]
    fn gone(&self, path: &str) {
        let answer = self.shop.api(Method::GET, path, None);
        assert_eq!(answer.status, 404, "{path}: {}", answer.body);
        assert_eq!(
            serde_json::from_str::<Value>(&answer.body).expect("JSON")["statusCode"],
            404
        );
    }
}

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
const CONNECTION: &[(&str, Kind)] = &[
    ("id", Text),
    ("name", Text),
    ("description", TextOrNull),
    ("version", Whole),
    ("orgId", Text),
    ("projectId", TextOrNull),
    ("app", Text),
    ("method", Text),
    ("credentials", Object),
    ("credentialsHash", Text),
    ("gatewayId", TextOrNull),
    ("isPlatformManagedCredentials", Flag),
    ("createdAt", Time),
    ("updatedAt", Time),
];
const SYNC: &[(&str, Kind)] = &[
    ("id", Text),
    ("name", Text),
    ("description", TextOrNull),
    ("isAutoSyncEnabled", Flag),
    ("version", Whole),
    ("destination", Text),
    ("projectId", Text),
    ("connectionId", Text),
    ("folderId", Text),
    ("connection", Object),
    ("environment", Object),
    ("folder", Object),
    ("syncOptions", Object),
    ("destinationConfig", Object),
    ("syncStatus", Text),
    ("lastSyncJobId", TextOrNull),
    ("lastSyncMessage", TextOrNull),
    ("importStatus", TextOrNull),
    ("lastImportJobId", TextOrNull),
    ("lastImportMessage", TextOrNull),
    ("lastImportedAt", TextOrNull),
    ("removeStatus", TextOrNull),
    ("lastRemoveJobId", TextOrNull),
    ("lastRemoveMessage", TextOrNull),
    ("lastRemovedAt", TextOrNull),
    ("createdAt", Time),
    ("updatedAt", Time),
];

impl Provider<'_> {
    fn project(&self) -> String {
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

    fn environment(&self, project: &str) -> String {
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

    fn folder(&self, project: &str) -> String {
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

    fn tag(&self, project: &str) -> String {
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
    fn secret(&self, project: &str, tag: &str) -> String {
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

    fn import(&self, project: &str) -> String {
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

    fn identity(&self) -> String {
        let details = self.get("v1/identities/details");
        let organization = &details["identityDetails"]["organization"];
        shaped(
            organization,
            &[("id", Text), ("name", Text), ("slug", Text)],
        );
        let metadata = json!([{ "key": "team", "value": "x" }]);
        let made = self.post(
            "v1/identities",
            json!({ "name": "tf-ident", "hasDeleteProtection": false, "role": "member",
                    "organizationId": organization["id"], "metadata": metadata }),
        );
        let identity = shaped(
            &made["identity"],
            &[
                ("id", Text),
                ("name", Text),
                ("hasDeleteProtection", Flag),
                ("authMethods", List),
                ("metadata", List),
                ("createdAt", Time),
                ("updatedAt", Time),
            ],
        );
        let id = text(&identity, "id");
        let path = format!("v1/identities/{id}");
        self.patch(
            &path,
            json!({ "identityId": id, "name": "tf-ident-2", "hasDeleteProtection": false,
                    "role": "member", "metadata": metadata }),
        );
        let read = self.settled(&path);
        let outer = shaped(
            &read["identity"],
            &[
                ("role", Text),
                ("orgId", Text),
                ("metadata", List),
                ("identity", Object),
            ],
        );
        assert_eq!(outer["role"], "member");
        echoes(
            &outer["identity"],
            &json!({ "id": id, "name": "tf-ident-2" }),
        );
        shaped(
            &outer["identity"],
            &[("hasDeleteProtection", Flag), ("authMethods", List)],
        );
        id
    }

    fn universal_auth(&self, identity: &str) {
        let path = format!("v1/auth/universal-auth/identities/{identity}");
        self.gone(&path);
        let ips = json!([{ "ipAddress": "0.0.0.0/0" }, { "ipAddress": "::/0" }]);
        let made = self.post(
            &path,
            json!({ "identityId": identity, "accessTokenTTL": 3600, "accessTokenMaxTTL": 7200,
                    "clientSecretTrustedIps": ips, "accessTokenTrustedIps": ips }),
        );
        let fields = &[
            ("id", Text),
            ("clientId", Text),
            ("identityId", Text),
            ("accessTokenTTL", Whole),
            ("accessTokenMaxTTL", Whole),
            ("accessTokenNumUsesLimit", Whole),
            ("clientSecretTrustedIps", List),
            ("accessTokenTrustedIps", List),
            ("createdAt", Time),
            ("updatedAt", Time),
        ];
        shaped(&made["identityUniversalAuth"], fields);
        let update = json!({ "identityId": identity, "accessTokenTTL": 1800 });
        self.patch(&path, update);
        let read = shaped(&self.settled(&path)["identityUniversalAuth"], fields);
        echoes(
            &read,
            &json!({ "accessTokenTTL": 1800, "accessTokenMaxTTL": 7200 }),
        );
        let split = &read["clientSecretTrustedIps"][0];
        echoes(
            split,
            &json!({ "type": "ipv4", "prefix": 0, "ipAddress": "0.0.0.0" }),
        );

        let secrets = format!("{path}/client-secrets");
        let body =
            json!({ "identityId": identity, "description": "cs", "numUsesLimit": 0, "ttl": 0 });
        let made = self.post(&secrets, body);
        let data = shaped(
            &made["clientSecretData"],
            &[
                ("id", Text),
                ("description", Text),
                ("clientSecretNumUses", Whole),
                ("clientSecretNumUsesLimit", Whole),
                ("clientSecretTTL", Whole),
                ("isClientSecretRevoked", Flag),
                ("createdAt", Time),
                ("updatedAt", Time),
            ],
        );
        let login = json!({
            "clientId": read["clientId"],
            "clientSecret": text(&made, "clientSecret"),
            "organizationSlug": "",
        });
        let grant = self.post("v1/auth/universal-auth/login", login.clone());
        echoes(
            &grant,
            &json!({ "expiresIn": 1800, "accessTokenMaxTTL": 7200, "tokenType": "Bearer" }),
        );
        let id = text(&data, "id");
        let read = self.get(&format!("{secrets}/{id}"));
        assert_eq!(read["clientSecretData"]["isClientSecretRevoked"], false);
        let body = json!({ "identityId": identity, "clientSecretId": id });
        self.post(&format!("{secrets}/{id}/revoke"), body);
        let refused = self.shop.api_post("v1/auth/universal-auth/login", &login);
        assert_eq!(refused.status, 401, "{}", refused.body);
    }

    fn role(&self, project: &str) -> String {
        let roles = format!("v2/workspace/{project}/roles");
        let permissions = json!([
            { "action": ["describeSecret", "readValue"], "subject": "secrets", "inverted": false,
              "conditions": { "environment": { "$in": ["qa"] } } },
            { "action": ["create"], "subject": "secret-folders", "inverted": false },
        ]);
        let role = json!({ "ProjectId": project, "slug": "reader", "name": "Reader",
                           "description": "", "permissions": permissions });
        let made = self.post(&roles, role);
        let id = text(&made["role"], "id");
        let path = format!("{roles}/slug/reader");
        let read = self.settled(&path);
        echoes(
            &read["role"],
            &json!({ "id": id, "slug": "reader", "name": "Reader", "description": "",
                     "permissions": permissions }),
        );
        self.patch(
            &format!("{roles}/{id}"),
            json!({ "ProjectId": project, "slug": "reader", "name": "Reader two",
                    "description": "x", "permissions": permissions }),
        );
        let read = self.settled(&path);
        echoes(
            &read["role"],
            &json!({ "name": "Reader two", "permissions": permissions }),
        );
        let by_id = self.get(&format!("v1/projects/roles/{id}"));
        assert_eq!(by_id["role"]["projectId"], project);
        id
    }

    fn membership(&self, project: &str, identity: &str) {
        let path = format!("v2/workspace/{project}/identity-memberships/{identity}");
        self.gone(&path);
        let held = |role: &str| {
            json!({ "role": role, "isTemporary": false, "temporaryMode": "", "temporaryRange": "",
                    "temporaryAccessStartTime": "2026-11-22T21:00:54.986377963Z" })
        };
        let body = json!({ "projectId": project, "identityId": identity,
                           "roles": [held("viewer")] });
        self.post(&path, body);
        let body = json!({ "projectId": project, "identityId": identity,
                           "roles": [held("reader"), held("viewer")] });
        self.patch(&path, body);
        let read = self.settled(&path);
        let membership = shaped(
            &read["identityMembership"],
            &[
                ("id", Text),
                ("identityId", Text),
                ("createdAt", Time),
                ("updatedAt", Time),
                ("roles", List),
                ("identity", Object),
                ("project", Object),
            ],
        );
        let roles = membership["roles"].as_array().expect("a list");
        for role in roles {
            shaped(
                role,
                &[
                    ("id", Text),
                    ("role", Text),
                    ("customRoleId", TextOrNull),
                    ("customRoleSlug", TextOrNull),
                    ("isTemporary", Flag),
                    ("temporaryMode", TextOrNull),
                    ("temporaryRange", TextOrNull),
                    ("temporaryAccessStartTime", TextOrNull),
                    ("temporaryAccessEndTime", TextOrNull),
                ],
            );
        }
        let custom = roles.iter().find(|role| role["role"] == "custom");
        assert_eq!(custom.expect("the custom role")["customRoleSlug"], "reader");
        assert!(roles.iter().any(|role| role["role"] == "viewer"));
        let id = text(&membership, "id");
        self.get(&format!("v2/workspace/identity-memberships/{id}"));
    }

    fn connection(&self) -> String {
        let credentials = json!({
            "clientId": self.shop.described("client_id"),
            "clientSecret": self.shop.described("client_secret"),
            "tenantId": self.shop.described("tenant_id"),
        });
        let connections = format!("v1/app-connections/{APP}");
        let made = self.post(
            &connections,
            json!({ "App": APP, "name": "az-appconf", "description": "c",
                    "method": "client-secret", "credentials": credentials }),
        );
        let made = shaped(&made["appConnection"], CONNECTION);
        let (id, hash) = (text(&made, "id"), text(&made, "credentialsHash"));
        assert!(!hash.is_empty());
        assert!(made["credentials"].get("clientSecret").is_none(), "{made}");
        let path = format!("{connections}/{id}");
        let read = self.settled(&path);
        let read = shaped(&read["appConnection"], CONNECTION);
        echoes(
            &read,
            &json!({ "name": "az-appconf", "description": "c", "app": APP, "projectId": null,
                     "method": "client-secret", "credentialsHash": hash, "gatewayId": null }),
        );
        let changed = self.patch(
            &path,
            json!({ "ID": id, "App": APP, "name": "az-appconf", "description": "c2",
                    "method": "client-secret", "credentials": credentials }),
        );
        let changed = shaped(&changed["appConnection"], CONNECTION);
        echoes(
            &changed,
            &json!({ "description": "c2", "credentialsHash": hash }),
        );
        let read = self.settled(&path);
        echoes(
            &read["appConnection"],
            &json!({ "description": "c2", "credentialsHash": hash }),
        );
        let named = self.get(&format!("{connections}/connection-name/az-appconf"));
        assert_eq!(named["appConnection"]["id"], id.as_str());
        id
    }

    fn sync(&self, project: &str, connection: &str) -> String {
        let syncs = format!("v1/secret-syncs/{APP}");
        let config = json!({ "configurationUrl": self.shop.store(), "label": "l1" });
        // Plans ask while the project is still to be made.
        for project in ["", project] {
            let body = json!({ "App": APP, "destinationConfig": config, "projectId": project });
            let checked = self.post(&format!("{syncs}/check-destination"), body);
            assert_eq!(checked, json!({ "hasDuplicate": false }));
        }
        let options = json!({ "initialSyncBehavior": "overwrite-destination",
                              "disableSecretDeletion": false, "keySchema": "INF_{{secretKey}}" });
        let body = |label: &str, description: &str| {
            json!({ "App": APP, "name": "sync-appconf", "projectId": project,
                    "connectionId": connection, "environment": "qa", "secretPath": "/app",
                    "isAutoSyncEnabled": true, "description": description,
                    "syncOptions": options,
                    "destinationConfig": { "configurationUrl": self.shop.store(),
                                           "label": label } })
        };
        let made = self.post(&syncs, body("l1", ""));
        let made = shaped(&made["secretSync"], SYNC);
        let id = text(&made, "id");
        let path = format!("{syncs}/{id}");
        let read = shaped(&self.get(&path)["secretSync"], SYNC);
        echoes(
            &read,
            &json!({ "name": "sync-appconf", "isAutoSyncEnabled": true, "projectId": project,
                     "syncOptions": options, "destinationConfig": config }),
        );
        shaped(
            &read["connection"],
            &[("app", Text), ("id", Text), ("name", Text)],
        );
        shaped(
            &read["environment"],
            &[("id", Text), ("slug", Text), ("name", Text)],
        );
        shaped(&read["folder"], &[("id", Text), ("path", Text)]);
        assert_eq!(read["connection"]["id"], connection);
        assert_eq!(read["environment"]["slug"], "qa");
        assert_eq!(read["folder"]["path"], "/app");

        let mut change = body("", "x");
        change["ID"] = json!(id);
        self.patch(&path, change);
        let read = shaped(&self.get(&path)["secretSync"], SYNC);
        assert_eq!(read["description"], "x");
        assert_eq!(
            read["destinationConfig"]["label"], "",
            "no label is the empty text"
        );
        assert_eq!(read["syncOptions"], options);
        let body = json!({ "App": APP, "destinationConfig": read["destinationConfig"],
                           "projectId": project, "excludeSyncId": id });
        let checked = self.post(&format!("{syncs}/check-destination"), body.clone());
        assert_eq!(checked["hasDuplicate"], false);
        let mut again = body;
        again
            .as_object_mut()
            .expect("an object")
            .remove("excludeSyncId");
        let checked = self.post(&format!("{syncs}/check-destination"), again);
        assert_eq!(
            checked,
            json!({ "hasDuplicate": true, "duplicateProjectId": project })
        );
        self.sync_arrived(&path);
        id
    }

    /// It runs by itself, and what a plan compares does not change for it.
    fn sync_arrived(&self, path: &str) {
        let before = self.get(path);
        loop {
            let now = self.get(path);
            for still in [
                "version",
                "updatedAt",
                "syncOptions",
                "destinationConfig",
                "name",
            ] {
                assert_eq!(
                    now["secretSync"][still], before["secretSync"][still],
                    "{still}"
                );
            }
            assert_ne!(now["secretSync"]["syncStatus"], "failed", "{now}");
            let values = self.shop.admin.values(&self.shop.http);
            if values
                .get("INF_DB_SECRET")
                .is_some_and(|value| value == "s3cret2")
            {
                return;
            }
            thread::sleep(LOOK);
        }
    }
}

/// Everything Terraform manages of a project, applied, read, changed and destroyed.
fn live(shop: &Shop) {
    let provider = Provider { shop };
    let project = provider.project();
    let environment = provider.environment(&project);
    let folder = provider.folder(&project);
    let tag = provider.tag(&project);
    let secret = provider.secret(&project, &tag);
    let import = provider.import(&project);
    let identity = provider.identity();
    provider.universal_auth(&identity);
    let role = provider.role(&project);
    provider.membership(&project, &identity);
    let connection = provider.connection();
    let sync = provider.sync(&project, &connection);

    let connections = format!("v1/app-connections/{APP}");
    let syncs = format!("v1/secret-syncs/{APP}");
    let used = shop.api(Method::DELETE, &format!("{connections}/{connection}"), None);
    assert_eq!(used.status, 400, "{}", used.body);
    let deleted = provider.delete(&format!("{syncs}/{sync}"), None);
    assert_eq!(deleted["secretSync"]["id"], sync.as_str());
    provider.gone(&format!("{syncs}/{sync}"));
    let there = shop.admin.values(&shop.http);
    assert!(there.contains_key("INF_DB_SECRET"), "what it wrote stays");
    let deleted = provider.delete(&format!("{connections}/{connection}"), None);
    shaped(&deleted["appConnection"], CONNECTION);
    provider.gone(&format!("{connections}/{connection}"));

    let membership = format!("v2/workspace/{project}/identity-memberships/{identity}");
    let body = json!({ "projectId": project, "identityId": identity });
    provider.delete(&membership, Some(body));
    provider.gone(&membership);
    provider.delete(&format!("v2/workspace/{project}/roles/{role}"), None);
    provider.gone(&format!("v2/workspace/{project}/roles/slug/reader"));
    let auth = format!("v1/auth/universal-auth/identities/{identity}");
    provider.delete(&auth, Some(json!({ "identityId": identity })));
    provider.gone(&auth);
    let path = format!("v1/identities/{identity}");
    provider.delete(&path, Some(json!({ "identityId": identity })));
    provider.gone(&path);

    let place = json!({ "id": import, "workspaceId": project, "environment": "qa",
                        "path": "/app" });
    provider.delete(&format!("v1/secret-imports/{import}"), Some(place));
    provider.gone(&format!("v1/secret-imports/{import}"));
    let place = json!({ "secretName": "DB_SECRET", "workspaceId": project, "environment": "qa",
                        "type": "shared", "secretPath": "/app" });
    provider.delete("v3/secrets/raw/DB_SECRET", Some(place));
    provider.gone(&format!("v3/secrets/raw/id/{secret}"));
    let tag_path = format!("v1/workspace/{project}/tags/{tag}");
    provider.delete(
        &tag_path,
        Some(json!({ "projectId": project, "tagId": tag })),
    );
    provider.gone(&tag_path);
    let place = json!({ "id": folder, "environment": "qa", "projectId": project, "path": "/",
                        "forceDelete": false });
    provider.delete(&format!("v2/folders/{folder}"), Some(place));
    provider.gone(&format!("v1/folders/{folder}"));
    let body = json!({ "id": environment, "workspaceId": project });
    let path = format!("v1/workspace/{project}/environments/{environment}");
    provider.delete(&path, Some(body));
    provider.gone(&format!("v1/workspace/environments/{environment}"));
    provider.delete("v2/workspace/tf-proj", None);
    provider.gone(&format!("v1/workspace/{project}"));
}

#[test]
fn what_terraform_manages_lives_from_apply_to_destroy_on_sqlite() {
    live(&Shop::opening().open());
}

#[test]
fn what_terraform_manages_lives_from_apply_to_destroy_on_postgres() {
    let test = "what_terraform_manages_lives_from_apply_to_destroy_on_postgres";
    if let Some((shop, _database)) = on_postgres(test) {
        live(&shop);
    }
}

#[test]
fn a_connection_and_a_sync_live_from_apply_to_destroy() {
    let shop = Shop::opening().open();
    let provider = Provider { shop: &shop };
    let project = &shop.project;
    let body = json!({ "name": "QA", "slug": "qa", "workspaceId": project });
    provider.post(&format!("v1/workspace/{project}/environments"), body);
    let body = json!({ "name": "app", "environment": "qa", "workspaceId": project, "path": "/" });
    provider.post("v1/folders", body);
    let body = json!({ "workspaceId": project, "environment": "qa", "secretPath": "/app",
                       "secretValue": "s3cret2" });
    provider.post("v3/secrets/raw/DB_SECRET", body);
    let connection = provider.connection();
    let sync = provider.sync(project, &connection);
    provider.delete(&format!("v1/secret-syncs/{APP}/{sync}"), None);
    provider.gone(&format!("v1/secret-syncs/{APP}/{sync}"));
    provider.delete(&format!("v1/app-connections/{APP}/{connection}"), None);
    provider.gone(&format!("v1/app-connections/{APP}/{connection}"));
}
