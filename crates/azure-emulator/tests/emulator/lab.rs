//! A running emulator with the demo directory, clients for its faces and a clock to move.

use std::sync::{Arc, Mutex};

use azure_emulator::{Clock, Config, Control, Demo, Emulator, Rights};
use reqwest::{Certificate, Client, Method, RequestBuilder, Response, redirect::Policy};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, macros::datetime};

/// When every lab begins.
pub(crate) const BEGIN: OffsetDateTime = datetime!(2026-11-22 20:41:42 UTC);

/// The version that requests name unless they say otherwise.
pub(crate) const VERSION: &str = "api-version=2026-04-01";

/// Where the demo's OAuth app sends people back.
pub(crate) const REDIRECT_URI: &str = "http://localhost:8080/callback";

pub(crate) struct Lab {
    pub(crate) emulator: Emulator,
    pub(crate) demo: Demo,
    pub(crate) client: Client,
    now: Arc<Mutex<OffsetDateTime>>,
}

impl Lab {
    /// A store that lets anybody do anything, so that a test can be about something else.
    pub(crate) async fn open() -> Self {
        Self::with(|config| config.stores[0].options.anonymous = Some(Rights::OWNER)).await
    }

    /// The demo with changes; without any, only its keys and tokens open the store.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let now = Arc::new(Mutex::new(BEGIN));
        let demo = Demo::new(vec![REDIRECT_URI.to_owned()]);
        let mut config = demo.config();
        let hand = Arc::clone(&now);
        config.clock = Clock::new(move || *hand.lock().unwrap());
        change(&mut config);
        let emulator = Emulator::start(config).await.unwrap();
        let ca = Certificate::from_pem(emulator.ca_pem().as_bytes()).unwrap();
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .tls_certs_only([ca])
            .build()
            .unwrap();
        Self {
            emulator,
            demo,
            client,
            now,
        }
    }

    pub(crate) fn control(&self) -> &Control {
        self.emulator.control()
    }

    /// Lets time pass for the emulator.
    pub(crate) fn pass(&self, time: Duration) {
        *self.now.lock().unwrap() += time;
    }

    /// Waits until something is so.
    pub(crate) async fn until(&self, so: impl Fn(&Control) -> bool) {
        while !so(self.control()) {
            tokio::task::yield_now().await;
        }
    }

    /// A request to the plain face; `target` is path and query.
    pub(crate) fn request(&self, method: Method, target: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{target}", self.emulator.http_url()))
    }

    pub(crate) async fn get(&self, target: &str) -> Response {
        self.request(Method::GET, target).send().await.unwrap()
    }

    /// `GET` of a list at the current version; `query` begins with `&` or is empty.
    pub(crate) async fn list(&self, collection: &str, query: &str) -> Value {
        let response = self.get(&format!("/{collection}?{VERSION}{query}")).await;
        assert_eq!(response.status(), 200, "{collection} {query}");
        response.json().await.unwrap()
    }

    /// The keys (or names) that a list shows.
    pub(crate) async fn names(&self, collection: &str, query: &str) -> Vec<Value> {
        let list = self.list(collection, query).await;
        let member = if matches!(collection, "keys" | "labels") {
            "name"
        } else {
            "key"
        };
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item[member].clone())
            .collect()
    }

    /// `PUT /kv/{key}`; `key` and `query` as on the wire.
    pub(crate) fn put(&self, key: &str, query: &str, value: &str) -> RequestBuilder {
        self.request(Method::PUT, &format!("/kv/{key}?{VERSION}{query}"))
            .json(&json!({ "value": value }))
    }

    /// Writes a value and gives its etag.
    pub(crate) async fn set(&self, key: &str, query: &str, value: &str) -> String {
        let response = self.put(key, query, value).send().await.unwrap();
        assert_eq!(response.status(), 200, "{key}");
        let item: Value = response.json().await.unwrap();
        item["etag"].as_str().unwrap().to_owned()
    }

    /// A token of the demo's service principal for a scope.
    pub(crate) async fn service_token(&self, scope: &str) -> String {
        let response = self
            .token(&[
                ("grant_type", "client_credentials"),
                ("client_id", &self.demo.service.client_id.to_string()),
                ("client_secret", self.demo.service.client_secret),
                ("scope", scope),
            ])
            .await;
        assert_eq!(response.status(), 200);
        let tokens: Value = response.json().await.unwrap();
        tokens["access_token"].as_str().unwrap().to_owned()
    }

    /// A token request to the demo's tenant, over http.
    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> Response {
        let tenant = self.demo.tenant_id;
        self.request(Method::POST, &format!("/{tenant}/oauth2/v2.0/token"))
            .form(form)
            .send()
            .await
            .unwrap()
    }
}

/// A response header as text.
pub(crate) fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// Asserts that a response is what App Configuration sends without a body.
pub(crate) async fn assert_empty(response: Response, status: u16) {
    assert_eq!(response.status(), status);
    if status != 204 && status != 304 {
        assert_eq!(header(&response, "content-length"), "0");
    }
    assert_eq!(response.text().await.unwrap(), "");
}
