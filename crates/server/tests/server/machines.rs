//! Machine identities over the JSON API, as Infisical's Terraform provider and SDKs use it.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

use crate::fixture::{Browser, Fixture};

/// A program that holds a token, or none yet.
struct Program {
    browser: Browser,
    token: String,
}

impl Program {
    /// An admin's program, made by setting the site up.
    async fn bootstrapped(site: &Fixture) -> Self {
        let mut program = Self {
            browser: site.browser(),
            token: String::new(),
        };
        let (status, made) = program.post("/api/v1/admin/bootstrap", bootstrap()).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        made["identity"]["credentials"]["token"]
            .as_str()
            .unwrap()
            .clone_into(&mut program.token);
        program
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.send(Method::POST, path, body).await
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.send(Method::GET, path, Value::Null).await
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        self.send_from("127.0.0.1:4711", method, path, body).await
    }

    async fn send_from(
        &self,
        address: &str,
        method: Method,
        path: &str,
        body: Value,
    ) -> (StatusCode, Value) {
        let address: SocketAddr = address.parse().unwrap();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::USER_AGENT, "terraform")
            .extension(ConnectInfo(address));
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        let answer = self.browser.send(request.body(body).unwrap()).await;
        (answer.status, serde_json::from_str(&answer.body).unwrap())
    }

    /// An identity with universal auth, and the address of that.
    async fn identity(&self, auth: Value) -> (String, String) {
        let body = json!({ "name": "robot", "role": "member", "hasDeleteProtection": false });
        let (status, made) = self.post("/api/v1/identities", body).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        let id = made["identity"]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/auth/universal-auth/identities/{id}");
        let (status, made) = self.post(&path, auth).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        (id, path)
    }
}

fn bootstrap() -> Value {
    json!({
        "email": "ada@contoso.com",
        "password": "correct horse battery",
        "organization": "Contoso",
        "setupToken": "one-time-code",
    })
}

#[tokio::test]
async fn a_program_sets_the_instance_up_once_and_with_the_code_only() {
    let site = Fixture::new().await;
    let stranger = Program {
        browser: site.browser(),
        token: String::new(),
    };
    let path = "/api/v1/admin/bootstrap";
    let mut without = bootstrap();
    without["setupToken"] = json!("");
    let (status, refused) = stranger.post(path, without).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(
        refused["message"].as_str().unwrap().contains("setupToken"),
        "{refused}"
    );

    let admin = Program::bootstrapped(&site).await;
    let (status, again) = stranger.post(path, bootstrap()).await;
    assert_eq!(
        (status, &again["error"]),
        (StatusCode::BAD_REQUEST, &json!("BadRequest"))
    );
    let (status, details) = admin.get("/api/v1/identities/details").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        details["identityDetails"]["organization"]["slug"],
        "contoso"
    );
}

#[tokio::test]
async fn an_identity_lives_as_terraform_lets_it() {
    let site = Fixture::new().await;
    let admin = Program::bootstrapped(&site).await;
    let addresses = json!([{ "ipAddress": "10.0.0.0/8" }, { "ipAddress": "127.0.0.1" }]);
    let auth = json!({
        "accessTokenTTL": 3_600,
        "accessTokenMaxTTL": 7_200,
        "accessTokenTrustedIps": addresses,
        "App": "stray",
    });
    let (id, path) = admin.identity(auth).await;
    let (_, found) = admin.get(&path).await;
    let shown = &found["identityUniversalAuth"];
    assert_eq!(
        shown["accessTokenTrustedIps"],
        json!([
            { "type": "ipv4", "prefix": 8, "ipAddress": "10.0.0.0" },
            { "type": "ipv4", "ipAddress": "127.0.0.1" },
        ])
    );
    assert_eq!(shown["clientSecretTrustedIps"][1]["ipAddress"], "::");
    let longer = json!({ "accessTokenTTL": 7_201 });
    let (status, _) = admin.send(Method::PATCH, &path, longer).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);

    let secrets = format!("{path}/client-secrets");
    let body = json!({ "identityId": id, "description": "cs", "numUsesLimit": 0, "ttl": 0 });
    let (_, made) = admin.post(&secrets, body).await;
    let secret_id = made["clientSecretData"]["id"].as_str().unwrap();
    let login = json!({
        "clientId": shown["clientId"],
        "clientSecret": made["clientSecret"],
        "organizationSlug": "",
    });
    let stale = Program {
        browser: site.browser(),
        token: "an-old-token".to_owned(),
    };
    let (status, grant) = stale
        .post("/api/v1/auth/universal-auth/login/", login.clone())
        .await;
    assert_eq!(status, StatusCode::OK, "{grant}");
    assert_eq!(
        (&grant["expiresIn"], &grant["accessTokenMaxTTL"]),
        (&json!(3_600), &json!(7_200))
    );
    let mut elsewhere = login;
    elsewhere["organizationSlug"] = json!("fabrikam");
    let (status, _) = stale
        .post("/api/v1/auth/universal-auth/login", elsewhere)
        .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);

    let robot = Program {
        browser: site.browser(),
        token: grant["accessToken"].as_str().unwrap().to_owned(),
    };
    let own = format!("/api/v1/identities/{id}");
    let (status, member) = robot.get(&own).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        member["identity"]["identity"]["authMethods"],
        json!(["universal-auth"])
    );
    let (status, refused) = robot
        .send_from("203.0.113.7:4711", Method::GET, &own, Value::Null)
        .await;
    assert_eq!(
        (status, &refused["error"]),
        (StatusCode::FORBIDDEN, &json!("TokenError"))
    );
    let token = json!({ "accessToken": robot.token });
    let (status, _) = robot
        .send_from(
            "203.0.113.7:4711",
            Method::POST,
            "/api/v1/auth/token/renew",
            token.clone(),
        )
        .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, _) = robot.post("/api/v1/auth/token/renew", token).await;
    assert_eq!(status, StatusCode::OK);

    let (status, revoked) = admin
        .post(&format!("{secrets}/{secret_id}/revoke"), json!({}))
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(revoked["clientSecretData"]["isClientSecretRevoked"], true);
    let (status, _) = robot.get(&own).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let body = json!({ "identityId": id });
    for path in [&path, &own] {
        let (status, _) = admin.send(Method::DELETE, path, body.clone()).await;
        assert_eq!(status, StatusCode::OK);
        let (status, gone) = admin.get(path).await;
        assert_eq!(
            (status, &gone["error"]),
            (StatusCode::NOT_FOUND, &json!("NotFound"))
        );
    }
}

#[tokio::test]
async fn every_kind_of_auth_comes_back_as_it_was_sent() {
    let site = Fixture::new().await;
    let admin = Program::bootstrapped(&site).await;
    let (id, _) = admin.identity(json!({})).await;
    let tenant = "33333333-3333-3333-3333-333333333333";
    for (kind, wrapper, body) in [
        (
            "token-auth",
            "identityTokenAuth",
            json!({ "accessTokenNumUsesLimit": 7 }),
        ),
        (
            "azure-auth",
            "identityAzureAuth",
            json!({
                "tenantId": tenant,
                "resource": "https://management.azure.com",
                "allowedServicePrincipalIds": "",
            }),
        ),
        (
            "oidc-auth",
            "identityOidcAuth",
            json!({
                "oidcDiscoveryUrl": "https://issuer.example",
                "boundIssuer": "https://issuer.example",
                "boundAudiences": "a, b",
                "boundClaims": { "team": "shop" },
                "boundSubject": "",
                "caCert": "",
            }),
        ),
    ] {
        let path = format!("/api/v1/auth/{kind}/identities/{id}");
        let (status, none) = admin.get(&path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{none}");
        let (status, made) = admin.post(&path, body.clone()).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        let (_, found) = admin.get(&path).await;
        assert_eq!(found, made);
        for (name, value) in body.as_object().unwrap() {
            assert_eq!(&found[wrapper][name], value, "{kind} {name}");
        }
        let (status, _) = admin.post(&path, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{kind} twice");
        let (status, _) = admin.send(Method::DELETE, &path, Value::Null).await;
        assert_eq!(status, StatusCode::OK);
    }
    let oidc = format!("/api/v1/auth/oidc-auth/identities/{id}");
    let (status, refused) = admin.post(&oidc, json!({ "caCert": "-----BEGIN" })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused["message"][0]["path"], json!(["caCert"]));
}

#[tokio::test]
async fn people_make_tokens_and_records_say_where_from() {
    let site = Fixture::new().await;
    let admin = Program::bootstrapped(&site).await;
    let (id, _) = admin.identity(json!({})).await;
    let path = format!("/api/v1/auth/token-auth/identities/{id}");
    admin.post(&path, json!({})).await;
    let (_, made) = admin
        .post(&format!("{path}/tokens"), json!({ "name": "ci" }))
        .await;
    assert_eq!(made["tokenData"]["accessTokenTTL"], 2_592_000);
    let token = format!(
        "/api/v1/auth/token-auth/tokens/{}",
        made["tokenData"]["id"].as_str().unwrap()
    );
    let (_, found) = admin.get(&token).await;
    assert_eq!(found["token"]["name"], "ci");
    let (_, renamed) = admin
        .send(Method::PATCH, &token, json!({ "name": "cd" }))
        .await;
    assert_eq!(renamed["token"]["name"], "cd");
    let robot = Program {
        browser: site.browser(),
        token: made["accessToken"].as_str().unwrap().to_owned(),
    };
    let own = format!("/api/v1/identities/{id}");
    assert_eq!(robot.get(&own).await.0, StatusCode::OK);
    admin.post(&format!("{token}/revoke"), json!({})).await;
    assert_eq!(robot.get(&own).await.0, StatusCode::FORBIDDEN);

    let log = "/api/v1/organization/audit-logs?eventType=add-token-identity-token-auth";
    let (_, records) = admin.get(log).await;
    let record = &records["auditLogs"][0];
    assert_eq!(record["ipAddress"], "127.0.0.1");
    assert_eq!(record["userAgent"], "terraform");
    assert_eq!(record["userAgentType"], "terraform");
}
