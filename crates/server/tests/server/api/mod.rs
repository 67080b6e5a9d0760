//! The JSON API through the router: what its clients send, and what they insist on reading back.

mod folders;
mod manners;
mod projects;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::fixture::{Answer, Browser, Fixture};

/// A machine identity that is an admin of the organization.
struct Machine {
    browser: Browser,
    token: SecretString,
    _site: Fixture,
}

impl Machine {
    async fn new() -> Self {
        let site = Fixture::new().await;
        let browser = site.browser();
        browser.set_up().await;
        let token = site.machine_token().await;
        Self {
            browser: site.browser(),
            token,
            _site: site,
        }
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let bearer = format!("Bearer {}", self.token.expose_secret());
        Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(path)
            .header(header::AUTHORIZATION, bearer)
            .header(header::CONTENT_TYPE, "application/json")
    }

    async fn send(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        let request = self.request(method, path).body(body.into()).unwrap();
        self.browser.send(request).await
    }

    /// Sends a body, or none for null, and gives the status and the JSON that came back.
    async fn call(&self, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
        let sent = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let answer = self.send(method, path, sent).await;
        (answer.status, read(&answer))
    }

    /// The same, for what succeeds.
    #[track_caller]
    fn done(&self, method: &str, path: &str, body: Value) -> impl Future<Output = Value> {
        let place = std::panic::Location::caller();
        async move {
            let (status, answer) = self.call(method, path, body).await;
            assert_eq!(
                status,
                StatusCode::OK,
                "{method} {path} at {place}: {answer}"
            );
            assert!(answer.is_object(), "{method} {path} at {place}: {answer}");
            answer
        }
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.call("GET", path, Value::Null).await
    }

    /// A project with the default environments; gives its id.
    async fn project(&self, slug: &str) -> String {
        let body = json!({ "projectName": slug, "slug": slug });
        let made = self.done("POST", "/api/v2/workspace", body).await;
        made["project"]["id"].as_str().unwrap().to_owned()
    }
}

fn read(answer: &Answer) -> Value {
    assert_eq!(
        answer.headers[header::CONTENT_TYPE],
        "application/json",
        "{}",
        answer.body
    );
    serde_json::from_str(&answer.body).unwrap()
}
