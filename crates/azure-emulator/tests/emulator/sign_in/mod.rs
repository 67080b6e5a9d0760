//! Entra ID: what the tests of its pages and of its token endpoint share.

mod applications;
mod assertions;
mod discovery;
mod grants;
mod pages;

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Method, Response};
use serde_json::Value;
use url::{Url, form_urlencoded};
use uuid::Uuid;

use crate::lab::{Lab, REDIRECT_URI, header};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const SCOPES: &str = "openid profile offline_access https://azconfig.io/KeyValue.Read \
                      https://azconfig.io/KeyValue.Write https://azconfig.io/KeyValue.Delete";

/// A sign-in at `/{tenant}/…` that tests bend as they need.
struct SignIn<'a> {
    lab: &'a Lab,
    tenant: String,
    query: Vec<(&'static str, String)>,
}

impl<'a> SignIn<'a> {
    fn new(lab: &'a Lab) -> Self {
        let client_id = lab.demo.oauth.client_id.to_string();
        let query = [
            ("client_id", client_id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT_URI),
            ("scope", SCOPES),
            ("state", "the state"),
            ("nonce", "the nonce"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let query = query.map(|(name, value)| (name, value.to_owned())).to_vec();
        Self {
            lab,
            tenant: lab.demo.tenant_id.to_string(),
            query,
        }
    }

    fn at(mut self, tenant: &str) -> Self {
        tenant.clone_into(&mut self.tenant);
        self
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.query.retain(|(known, _)| *known != name);
        self.query.push((name, value.to_owned()));
        self
    }

    /// Opens the page, or posts a form to it.
    async fn send(&self, form: &[(&str, &str)]) -> Response {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.query)
            .finish();
        let target = format!("/{}/oauth2/v2.0/authorize?{query}", self.tenant);
        let method = if form.is_empty() {
            Method::GET
        } else {
            Method::POST
        };
        self.lab
            .request(method, &target)
            .form(form)
            .send()
            .await
            .unwrap()
    }

    async fn page(&self, form: &[(&str, &str)]) -> String {
        self.send(form).await.text().await.unwrap()
    }

    /// Chooses ada, consents, and comes back with a code.
    async fn code(&self) -> String {
        let back = self
            .send(&[("user", "ada@contoso.com"), ("decision", "accept")])
            .await;
        returned(&back).remove("code").unwrap()
    }
}

/// What a redirect brings back to the app.
fn returned(response: &Response) -> HashMap<String, String> {
    assert_eq!(response.status(), 302);
    let url = Url::parse(header(response, "location")).unwrap();
    assert!(url.as_str().starts_with(REDIRECT_URI));
    url.query_pairs().into_owned().collect()
}

fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// Redeems a code as the demo's OAuth app would, with changes.
async fn redeem(lab: &Lab, code: &str, changes: &[(&str, &str)]) -> Response {
    let client_id = lab.demo.oauth.client_id.to_string();
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", &client_id),
        ("client_secret", lab.demo.oauth.client_secret),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
        ("code", code),
    ];
    form.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    form.extend(changes);
    lab.token(&form).await
}

async fn refresh(lab: &Lab, token: &str, changes: &[(&str, &str)]) -> Response {
    let grant = [("grant_type", "refresh_token"), ("refresh_token", token)];
    redeem(lab, "", &[&grant, changes].concat()).await
}

async fn tokens(response: Response) -> Value {
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

/// Asserts that a token request is refused with this status, error and AADSTS code.
async fn assert_refused(response: Response, status: u16, error: &str, code: u32) {
    assert_eq!(response.status(), status, "AADSTS{code}");
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        (&body["error"], &body["error_codes"][0]),
        (&error.into(), &code.into())
    );
    let description = body["error_description"].as_str().unwrap();
    assert!(
        description.starts_with(&format!("AADSTS{code}: ")),
        "{description}"
    );
    for member in ["trace_id", "correlation_id"] {
        assert!(
            body[member].as_str().unwrap().parse::<Uuid>().is_ok(),
            "{member}"
        );
    }
    assert_eq!(body["timestamp"], "2026-11-22 20:41:42Z");
    assert!(
        body["error_uri"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/error?code={code}"))
    );
}
