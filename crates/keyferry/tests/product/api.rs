//! The JSON API as Infisical's clients meet it: error bodies, spellings and defaults.

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::harness::keyferry::{Running, Workplace};

struct Api {
    http: Client,
    url: String,
    token: String,
    _dev: Running,
    _place: Workplace,
}

impl Api {
    fn start() -> Self {
        let place = Workplace::new();
        let dev = place.dev();
        let profile = std::fs::read_to_string(place.path().join(".keyferry/cli.toml"));
        let profile = profile.expect("dev wrote it");
        let field = |name: &str| {
            let line = profile
                .lines()
                .find_map(|line| line.strip_prefix(&format!("{name} = ")));
            line.expect("the field").trim_matches('"').to_owned()
        };
        let http = Client::builder().build().expect("a client");
        Self {
            http,
            url: field("url"),
            token: field("token"),
            _dev: dev,
            _place: place,
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    async fn send(&self, request: RequestBuilder) -> (u16, Value) {
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.json().await.expect("JSON"))
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let request = self.request(method, path).bearer_auth(&self.token);
        self.send(if body.is_null() {
            request
        } else {
            request.json(&body)
        })
        .await
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.call(Method::GET, path, Value::Null).await
    }
}

#[tokio::test]
async fn every_error_is_json_of_infisicals_shape() {
    let api = Api::start();
    let project = "0198c0de-0000-7000-8000-000000000000";
    for (path, status, error) in [
        ("/api/v9/nothing".to_owned(), 404, "NotFound"),
        ("/api/v1/app-connections/aws".to_owned(), 404, "NotFound"),
        (
            "/api/v1/app-connections/azure-app-configuration/x".to_owned(),
            422,
            "ValidationFailure",
        ),
        (
            "/api/v3/secrets/raw?environment=dev".to_owned(),
            400,
            "BadRequest",
        ),
        (
            "/api/v3/secrets/raw?workspaceId=x&environment=dev".to_owned(),
            422,
            "ValidationFailure",
        ),
        (format!("/api/v1/workspace/{project}"), 404, "NotFound"),
        (
            format!("/api/v4/secrets/A%25B?projectId={project}&environment=dev"),
            422,
            "ValidationFailure",
        ),
    ] {
        let (code, body) = api.get(&path).await;
        assert_eq!(
            (code, body["error"].as_str()),
            (status, Some(error)),
            "{path}: {body}"
        );
        assert_eq!(body["statusCode"], status, "{path}");
        assert!(
            body["reqId"]
                .as_str()
                .is_some_and(|id| id.starts_with("req-")),
            "{path}"
        );
        if status == 422 {
            assert!(body["message"][0]["path"].is_array(), "{path}: {body}");
        } else {
            assert!(body["message"].is_string(), "{path}: {body}");
        }
    }
}

#[tokio::test]
async fn without_a_good_token_nothing_is_answered() {
    let api = Api::start();
    let (status, body) = api
        .send(api.request(Method::GET, "/api/v1/workspace"))
        .await;
    assert_eq!(
        (status, body["error"].as_str()),
        (401, Some("UnauthorizedError"))
    );
    let bad = api
        .request(Method::GET, "/api/v1/workspace")
        .bearer_auth("bad");
    let (status, body) = api.send(bad).await;
    assert_eq!((status, body["error"].as_str()), (403, Some("TokenError")));
    let login = api.request(Method::POST, "/api/v1/auth/universal-auth/login/");
    let login = login.json(&json!({ "clientId": "x", "clientSecret": "y" }));
    let (status, body) = api.send(login).await;
    assert_eq!(
        (status, body["message"].as_str()),
        (401, Some("Invalid credentials"))
    );
}

#[tokio::test]
async fn a_secret_goes_through_its_life_as_clients_write_it() {
    let api = Api::start();
    let (_, project) = api.get("/api/v2/workspace/demo").await;
    let project = project["id"].as_str().expect("an id");
    let body = |extra: Value| {
        let mut body = json!({ "workspaceId": project, "environment": "dev", "secretPath": "" });
        body.as_object_mut()
            .expect("an object")
            .extend(extra.as_object().expect("one").clone());
        body
    };
    let key = "/api/v3/secrets/raw/Db%2FUrl%3Fx";
    let (status, made) = api
        .call(Method::POST, key, body(json!({ "secretValue": "v1" })))
        .await;
    assert_eq!(
        (status, made["secret"]["version"].as_i64()),
        (200, Some(1)),
        "{made}"
    );
    assert_eq!(made["secret"]["secretKey"], "Db/Url?x");
    let (status, _) = api
        .call(Method::POST, key, body(json!({ "secretValue": "v1" })))
        .await;
    assert_eq!(status, 400);

    let renamed = body(json!({ "secretValue": "v2", "newSecretName": "Db:Url", "tagIds": [] }));
    let (_, updated) = api.call(Method::PATCH, key, renamed).await;
    assert_eq!(updated["secret"]["id"], made["secret"]["id"]);
    assert_eq!(updated["secret"]["version"], 2);

    let place = format!("workspaceId={project}&workspaceSlug=&environment=dev");
    let (_, got) = api
        .get(&format!("/api/v3/secrets/raw/Db:Url?{place}"))
        .await;
    assert_eq!(got["secret"]["secretValue"], "v2");
    let (_, first) = api
        .get(&format!("/api/v3/secrets/raw/Db:Url?{place}&version=1"))
        .await;
    assert_eq!(first["secret"]["secretValue"], "v1");
    let (_, list) = api
        .get(&format!(
            "/api/v3/secrets/raw?{place}&viewSecretValue=false"
        ))
        .await;
    assert!(list["imports"].is_array());
    let listed = list["secrets"].as_array().expect("a list").iter();
    let listed: Vec<_> = listed
        .filter(|secret| secret["secretKey"] == "Db:Url")
        .collect();
    assert_eq!(listed[0]["secretValueHidden"], true, "{listed:?}");
    assert!(!list.to_string().contains("v2"));

    let path = "/api/v3/secrets/raw/Db:Url";
    let personal = body(json!({ "type": "personal" }));
    assert_eq!(api.call(Method::DELETE, path, personal).await.0, 400);
    assert_eq!(api.call(Method::DELETE, path, body(json!({}))).await.0, 200);
    assert_eq!(api.get(&format!("{path}?{place}")).await.0, 404);
}

#[tokio::test]
async fn a_connection_in_use_says_by_whom_and_a_bare_code_says_where_to_start() {
    let api = Api::start();
    let connections = "/api/v1/app-connections/azure-app-configuration";
    let (_, list) = api.get(connections).await;
    let connection = &list["appConnections"][0];
    assert_eq!(connection["name"], "contoso");
    assert_eq!(
        connection["credentials"].get("clientSecret"),
        None,
        "{connection}"
    );
    let id = connection["id"].as_str().expect("an id");
    let (status, body) = api
        .call(Method::DELETE, &format!("{connections}/{id}"), Value::Null)
        .await;
    assert_eq!(status, 400);
    assert!(
        body["message"]
            .as_str()
            .is_some_and(|text| text.contains("demo")),
        "{body}"
    );

    let code = json!({ "name": "o", "method": "oauth", "credentials": { "code": "x" } });
    let (status, body) = api.call(Method::POST, connections, code).await;
    assert_eq!(status, 400);
    assert!(
        body["message"]
            .as_str()
            .is_some_and(|text| text.contains("oauth/start")),
        "{body}"
    );
}

#[tokio::test]
async fn a_check_says_what_it_signed_in_to_and_is_remembered() {
    let api = Api::start();
    let connections = "/api/v1/app-connections/azure-app-configuration";
    let (_, list) = api.get(connections).await;
    let connection = &list["appConnections"][0];
    assert_eq!(connection["health"]["expiresAt"], Value::Null);
    assert_eq!(connection["health"]["waitingUntil"], Value::Null);
    let path = format!(
        "{connections}/{}",
        connection["id"].as_str().expect("an id")
    );
    let (status, checked) = api
        .call(Method::POST, &format!("{path}/check"), json!({}))
        .await;
    assert_eq!(status, 200);
    let check = &checked["check"];
    assert_eq!(check["cloud"], "custom");
    assert_eq!(check["audience"], "https://azconfig.io");
    assert_eq!(check["role"], Value::Null, "no store was given");

    let (status, past) = api.get(&format!("{path}/checks?limit=1")).await;
    assert_eq!(status, 200);
    let past = past["checks"].as_array().expect("a list");
    assert_eq!(past.len(), 1);
    assert_eq!(past[0]["occasion"], "request");
    assert!(past[0]["latencyMs"].is_u64(), "{past:?}");
}
