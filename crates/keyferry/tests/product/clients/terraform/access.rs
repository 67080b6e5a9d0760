//! A machine identity, how it signs in, and what it may do in a project.

use serde_json::json;

use super::{
    Provider,
    shapes::{
        Kind::{Flag, List, Object, Text, TextOrNull, Time, Whole},
        echoes, shaped,
    },
};
use crate::harness::admin::text;

impl Provider<'_> {
    pub(super) fn identity(&self) -> String {
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

    pub(super) fn universal_auth(&self, identity: &str) {
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

    pub(super) fn role(&self, project: &str) -> String {
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

    pub(super) fn membership(&self, project: &str, identity: &str) {
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
}
