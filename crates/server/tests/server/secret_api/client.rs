//! A machine that calls the API.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::fixture::{Browser, Fixture};

/// A machine with an access token and a project of its own.
pub(super) struct Client {
    browser: Browser,
    token: String,
    pub(super) project: String,
    _site: Fixture,
}

/// What came back: the body is JSON, or null when there is none.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

impl Client {
    pub(super) async fn new() -> Self {
        let site = Fixture::new().await;
        site.browser().set_up().await;
        let token = site.machine_token().await;
        let mut client = Self {
            browser: site.browser(),
            token: token.expose_secret().to_owned(),
            project: String::new(),
            _site: site,
        };
        let body = json!({ "projectName": "Shop", "slug": "shop-api" });
        let made = client.post("/api/v2/workspace", body).await;
        made.text("/project/id").clone_into(&mut client.project);
        client
    }

    /// The query that names the root folder of `dev`.
    pub(super) fn dev(&self) -> String {
        format!("workspaceId={}&environment=dev", self.project)
    }

    /// A body with the root folder of `dev`.
    pub(super) fn in_dev(&self, mut body: Value) -> Value {
        body["workspaceId"] = json!(self.project);
        body["environment"] = json!("dev");
        body
    }

    pub(super) async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, None, None).await
    }

    pub(super) async fn get_unless(&self, path: &str, known: &str) -> Reply {
        self.call("GET", path, None, Some(known)).await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Reply {
        self.call("POST", path, Some(body), None).await
    }

    pub(super) async fn patch(&self, path: &str, body: Value) -> Reply {
        self.call("PATCH", path, Some(body), None).await
    }

    pub(super) async fn delete(&self, path: &str, body: Value) -> Reply {
        self.call("DELETE", path, Some(body), None).await
    }

    async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
        known: Option<&str>,
    ) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(known) = known {
            request = request.header(header::IF_NONE_MATCH, known);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let answer = self.browser.send(request.body(body).unwrap()).await;
        Reply {
            status: answer.status,
            headers: answer.headers,
            body: serde_json::from_str(&answer.body).unwrap_or(Value::Null),
        }
    }
}

impl Reply {
    /// The text at a place of the body, of an answer that is a success.
    #[track_caller]
    pub(super) fn text(&self, pointer: &str) -> &str {
        let value = self.value(pointer).as_str();
        value.unwrap_or_else(|| panic!("no text at {pointer} in {}", self.body))
    }

    /// What is at a place of the body, of an answer that is a success.
    #[track_caller]
    pub(super) fn value(&self, pointer: &str) -> &Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        let value = self.body.pointer(pointer);
        value.unwrap_or_else(|| panic!("nothing at {pointer} in {}", self.body))
    }

    /// One field of every object of a list.
    #[track_caller]
    pub(super) fn each(&self, list: &str, field: &str) -> Vec<&str> {
        let items = self.value(list).as_array().unwrap().iter();
        items.map(|item| item[field].as_str().unwrap()).collect()
    }

    #[track_caller]
    pub(super) fn refused(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.body["statusCode"], status, "{}", self.body);
        self
    }
}
