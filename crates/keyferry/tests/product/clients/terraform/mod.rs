//! The calls of Infisical's Terraform provider, in the order and with the bodies it sends: create,
//! read back, change, plan without a change, delete. It refuses a reply that lacks a field or has
//! one of another type, so each is looked at.

mod access;
mod azure;
mod project;
mod shapes;

use reqwest::Method;
use serde_json::{Value, json};

use self::{azure::CONNECTION, shapes::shaped};
use super::on_postgres;
use crate::harness::shop::{APP, Shop};

/// One `terraform apply` after another.
struct Provider<'a> {
    shop: &'a Shop,
}

impl Provider<'_> {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "bodies are written where they are sent"
    )]
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
