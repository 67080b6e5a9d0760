//! Roles and memberships the way Terraform makes them, reads them back and takes them away.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use model::access::OrgRole;
use model::id::IdentityId;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use service::access;

use crate::fixture::{Browser, Fixture};

struct Api {
    _site: Fixture,
    browser: Browser,
    token: String,
    project: String,
    /// A machine that is no member yet.
    robot: IdentityId,
}

impl Api {
    async fn start() -> Self {
        let site = Fixture::new().await;
        site.signed_in().await;
        let (service, ada) = (&site.service, site.admin().await);
        let robot = access::create_identity(service, &ada, "tf-ident", OrgRole::Member)
            .await
            .unwrap()
            .id;
        let token = site.machine_token().await.expose_secret().to_owned();
        let mut api = Self {
            browser: site.browser(),
            _site: site,
            token,
            project: String::new(),
            robot,
        };
        let found = api
            .ok(Method::GET, "/api/v1/projects/slug/shop", Value::Null)
            .await;
        found["id"].as_str().unwrap().clone_into(&mut api.project);
        api
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let path = path
            .replace("{pid}", &self.project)
            .replace("{iid}", &self.robot.to_string());
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .body(body)
            .unwrap();
        let answer = self.browser.send(request).await;
        (answer.status, serde_json::from_str(&answer.body).unwrap())
    }

    async fn ok(&self, method: Method, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(method, path, body).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }

    async fn refused(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let (status, answer) = self.call(method, path, body).await;
        (status.as_u16(), answer["message"].clone())
    }

    /// A custom role; returns its id.
    async fn role(&self) -> String {
        let made = self
            .ok(Method::POST, "/api/v2/workspace/{pid}/roles", reader())
            .await;
        made["role"]["id"].as_str().unwrap().to_owned()
    }
}

fn permissions() -> Value {
    json!([
        { "subject": "secrets", "action": ["describeSecret", "readValue"], "inverted": false,
          "conditions": { "environment": { "$in": ["qa"] } } },
        { "subject": "secret-folders", "action": ["create"], "inverted": false },
    ])
}

fn reader() -> Value {
    json!({ "ProjectId": "ignored", "slug": "reader", "name": "Reader", "description": "",
            "permissions": permissions() })
}

const MEMBER: &str = "/api/v2/workspace/{pid}/identity-memberships/{iid}";

#[tokio::test]
async fn a_role_reads_back_as_it_was_sent_under_every_spelling() {
    let api = Api::start().await;
    let id = api.role().await;
    for path in [
        "/api/v2/workspace/{pid}/roles/slug/reader",
        "/api/v1/projects/{pid}/roles/slug/reader",
        &format!("/api/v1/projects/roles/{id}"),
    ] {
        let role = api.ok(Method::GET, path, Value::Null).await["role"].clone();
        assert_eq!(role["id"], *id, "{path}");
        assert_eq!(
            (&role["slug"], &role["description"]),
            (&json!("reader"), &json!(""))
        );
        assert_eq!(role["permissions"], permissions());
        assert_eq!(role["projectId"], *api.project);
        assert_eq!(role["version"], 1);
    }
    for path in [
        "/api/v2/workspace/{pid}/roles",
        "/api/v1/projects/{pid}/roles",
    ] {
        let listed = api.ok(Method::GET, path, Value::Null).await;
        let slugs: Vec<_> = listed["roles"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| &r["slug"])
            .collect();
        assert_eq!(slugs, ["admin", "member", "viewer", "no-access", "reader"]);
    }
}

#[tokio::test]
async fn a_role_is_changed_and_deleted_under_every_spelling() {
    let api = Api::start().await;
    for path in [
        "/api/v2/workspace/{pid}/roles",
        "/api/v1/projects/{pid}/roles",
    ] {
        let id = api.role().await;
        let change = json!({ "name": "Other", "permissions": [] });
        let one = format!("{path}/{id}");
        let changed = api.ok(Method::PATCH, &one, change).await["role"].clone();
        assert_eq!(
            (&changed["name"], &changed["permissions"]),
            (&json!("Other"), &json!([]))
        );
        assert_eq!(
            (&changed["slug"], &changed["version"]),
            (&json!("reader"), &json!(2))
        );
        api.ok(Method::DELETE, &one, Value::Null).await;
        let (status, _) = api.refused(Method::DELETE, &one, Value::Null).await;
        assert_eq!(status, 404);
    }
    let id = api.role().await;
    let older = format!("/api/v1/workspace/shop/roles/{id}");
    let body = json!({ "projectSlug": "shop", "roleId": id });
    api.ok(Method::DELETE, &older, body).await;
    let (status, _) = api
        .refused(
            Method::GET,
            "/api/v2/workspace/{pid}/roles/slug/reader",
            Value::Null,
        )
        .await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_taken_or_reserved_slug_is_400_and_rules_that_are_none_are_422() {
    let api = Api::start().await;
    api.role().await;
    let mut admin = reader();
    admin["slug"] = json!("admin");
    for body in [reader(), admin] {
        let made = api
            .refused(Method::POST, "/api/v2/workspace/{pid}/roles", body)
            .await;
        assert_eq!(made.0, 400, "{}", made.1);
    }
    let mut bad = reader();
    bad["slug"] = json!("other");
    bad["permissions"][0]["conditions"] = json!({ "colour": "red" });
    let (status, issues) = api
        .refused(Method::POST, "/api/v2/workspace/{pid}/roles", bad)
        .await;
    assert_eq!((status, &issues[0]["path"]), (422, &json!(["permissions"])));
}

#[tokio::test]
async fn a_membership_lives_through_terraforms_calls() {
    let api = Api::start().await;
    let role = api.role().await;
    let missing = api.refused(Method::GET, MEMBER, Value::Null).await;
    assert_eq!(missing.0, 404);
    let lasting = |role: &str| {
        json!({ "role": role, "isTemporary": false, "temporaryMode": "", "temporaryRange": "",
                "temporaryAccessStartTime": "2026-11-22T21:00:54.986377963Z" })
    };
    let body = json!({ "projectId": "x", "identityId": "y",
                       "roles": [lasting("reader"), lasting("viewer")] });
    let made = api.ok(Method::POST, MEMBER, body.clone()).await["identityMembership"].clone();
    assert_eq!(api.refused(Method::POST, MEMBER, body).await.0, 400);

    let by_id = format!(
        "/api/v2/workspace/identity-memberships/{}",
        made["id"].as_str().unwrap()
    );
    let newer = "/api/v1/projects/{pid}/memberships/identities/{iid}";
    for path in [MEMBER, newer, &by_id] {
        let found = api.ok(Method::GET, path, Value::Null).await["identityMembership"].clone();
        assert_eq!(found["id"], made["id"]);
        assert_eq!(found["identityId"], json!(api.robot));
        assert_eq!(found["identity"]["name"], "tf-ident");
        assert_eq!(found["identity"]["authMethods"], json!(["universal-auth"]));
        assert_eq!(found["project"]["id"], *api.project);
        let custom = &found["roles"][0];
        assert_eq!(
            (&custom["role"], &custom["customRoleSlug"]),
            (&json!("custom"), &json!("reader"))
        );
        assert_eq!(custom["customRoleId"], *role);
        assert_eq!(custom["temporaryAccessStartTime"], Value::Null);
        assert_eq!(found["roles"][1]["role"], "viewer");
        assert_eq!(found["roles"][1]["customRoleSlug"], Value::Null);
    }

    let held = api
        .refused(
            Method::DELETE,
            &format!("/api/v2/workspace/{{pid}}/roles/{role}"),
            Value::Null,
        )
        .await;
    assert_eq!(held.0, 400);
    assert!(held.1.as_str().unwrap().contains("tf-ident"), "{}", held.1);

    let temporary = json!({ "roles": [{ "role": "member", "isTemporary": true,
        "temporaryMode": "relative", "temporaryRange": "1h",
        "temporaryAccessStartTime": "2026-11-22T21:00:54.986377963Z" }] });
    for path in [MEMBER, newer] {
        let changed = api.ok(Method::PATCH, path, temporary.clone()).await;
        let held = &changed["roles"][0];
        assert_eq!(
            (&held["isTemporary"], &held["temporaryMode"]),
            (&json!(true), &json!("relative"))
        );
        assert_eq!(held["temporaryAccessEndTime"], "2026-11-22T22:00:54.986Z");
    }

    let list = "/api/v2/workspace/{pid}/identity-memberships";
    let listed = api
        .ok(
            Method::GET,
            &format!("{list}?offset=0&limit=1"),
            Value::Null,
        )
        .await;
    assert_eq!(listed["totalCount"], 1);
    assert_eq!(listed["identityMemberships"][0]["id"], made["id"]);
    let listed = api
        .ok(Method::GET, &format!("{list}?offset=1"), Value::Null)
        .await;
    assert_eq!(listed["identityMemberships"], json!([]));

    let removed = api
        .ok(Method::DELETE, MEMBER, json!({ "projectId": "x" }))
        .await;
    assert_eq!(removed["identityMembership"]["id"], made["id"]);
    assert_eq!(
        api.refused(Method::DELETE, MEMBER, Value::Null).await.0,
        404
    );
}
