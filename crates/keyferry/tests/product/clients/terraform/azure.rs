//! A connection to App Configuration and a sync through it, as far as what arrives there.

use std::thread;

use serde_json::json;

use super::{
    Provider,
    shapes::{
        Kind::{self, Flag, Object, Text, TextOrNull, Time, Whole},
        echoes, shaped,
    },
};
use crate::harness::{admin::text, server::LOOK, shop::APP};

pub(super) const CONNECTION: &[(&str, Kind)] = &[
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
    pub(super) fn connection(&self) -> String {
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

    pub(super) fn sync(&self, project: &str, connection: &str) -> String {
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
