//! The admin face, the certificate authority, starting and stopping.

use azure_emulator::{Demo, Emulator, StartError, TlsError};
use reqwest::Method;
use serde_json::{Value, json};

use crate::lab::{Lab, VERSION};

impl Lab {
    /// A request to the admin face; gives the status and the JSON, null when there is none.
    async fn admin(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let url = format!("{}{path}", self.emulator.admin_url());
        let mut request = self.client.request(method, url);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    async fn show(&self, path: &str) -> Value {
        self.admin(Method::GET, path, None).await.1
    }
}

#[tokio::test]
async fn faults_are_set_read_fired_and_cleared_by_http() {
    let lab = Lab::open().await;
    let rule = json!({
        "fault": { "type": "throttled", "retry_after_ms": 500 },
        "on": { "kind": "put" }, "trigger": { "nth": 1 }, "moment": "before",
    });
    let (status, added) = lab.admin(Method::POST, "/faults", Some(rule)).await;
    assert_eq!((status, &added), (201, &json!({ "id": 1 })));
    assert_eq!(
        lab.show("/faults").await["1"]["trigger"],
        json!({ "nth": 1 })
    );
    assert_eq!(lab.put("a", "", "1").send().await.unwrap().status(), 429);
    assert_eq!(
        lab.show("/faults/fired").await[0]["fault"]["type"],
        "throttled"
    );
    assert_eq!(lab.admin(Method::DELETE, "/faults", None).await.0, 204);
    assert_eq!(lab.show("/faults").await, json!({}));
    let wrong = json!({ "fault": { "type": "earthquake" } });
    assert_eq!(lab.admin(Method::POST, "/faults", Some(wrong)).await.0, 422);
}

#[tokio::test]
async fn what_arrived_is_told_without_credentials_or_values() {
    let lab = Lab::open().await;
    let put = lab.put("a", "", "the-value").header("if-none-match", "*");
    put.send().await.unwrap();
    let get = lab
        .request(Method::GET, &format!("/kv/a?{VERSION}"))
        .bearer_auth("the-token");
    get.send().await.unwrap();
    let counters = lab.show("/counters").await;
    assert_eq!(
        counters,
        json!({ "put": { "200": 1 }, "get": { "401": 1 } })
    );
    let requests = lab.show("/requests").await;
    assert_eq!(requests[0]["if_none_match"], "*");
    assert_eq!(requests[0]["target"], format!("/kv/a?{VERSION}"));
    assert_eq!(requests[1]["scheme"], "Bearer");
    let text = requests.to_string();
    assert!(!text.contains("the-token") && !text.contains("the-value"));
    assert_eq!(lab.show("/writes").await[0]["key"], "a");
    assert_eq!(lab.show("/in-flight").await["writes"], 0);
    assert_eq!(lab.admin(Method::DELETE, "/records", None).await.0, 204);
    assert_eq!(lab.show("/counters").await, json!({}));
}

#[tokio::test]
async fn settings_change_one_by_one() {
    let lab = Lab::open().await;
    let change = json!({ "token_lifetime_secs": 60 });
    let (status, settings) = lab.admin(Method::PATCH, "/settings", Some(change)).await;
    assert_eq!(
        (status, &settings["token_lifetime_secs"]),
        (200, &json!(60))
    );
    assert_eq!(settings["equal_put_is_noop"], true, "the others stay");
    let wrong = json!({ "latency": 5 });
    assert_eq!(
        lab.admin(Method::PATCH, "/settings", Some(wrong)).await.0,
        422
    );
}

#[tokio::test]
async fn stores_are_filled_read_slowed_and_added() {
    let lab = Lab::open().await;
    let items = json!([{ "key": "b", "value": "2" }, { "key": "a", "value": "1", "locked": true }]);
    assert_eq!(
        lab.admin(Method::PUT, "/stores/demo/items", Some(items))
            .await
            .0,
        204
    );
    let items = lab.show("/stores/demo/items").await;
    assert_eq!(
        (&items[0]["key"], &items[0]["locked"]),
        (&json!("a"), &json!(true))
    );
    let item = json!({ "key": "c", "value": "3" });
    let (_, put) = lab
        .admin(Method::POST, "/stores/demo/items", Some(item))
        .await;
    assert_eq!(put["etag"].as_str().unwrap().len(), 43);
    let options = json!({ "tier": "premium" });

    let (status, options) = lab
        .admin(Method::PATCH, "/stores/demo/options", Some(options))
        .await;
    assert_eq!(
        (status, &options["anonymous"]["write"]),
        (200, &json!(true)),
        "the others stay"
    );
    let store = json!({ "name": "second", "tenant_id": lab.demo.tenant_id });
    assert_eq!(lab.admin(Method::POST, "/stores", Some(store)).await.0, 201);
    let stores = lab.show("/stores").await;
    assert_eq!(
        (&stores["demo"]["tier"], &stores["second"]["tier"]),
        (&json!("premium"), &json!("standard"))
    );
    assert_eq!(
        lab.admin(Method::GET, "/stores/third/items", None).await.0,
        404
    );
}

#[tokio::test]
async fn the_directory_grows_by_http() {
    let lab = Lab::open().await;
    let tenant = "11111111-2222-4333-8444-555555555555";
    let user = "99999999-2222-4333-8444-555555555555";
    for (path, body) in [
        (
            "/tenants",
            json!({ "id": tenant, "domains": ["fabrikam.com"] }),
        ),
        (
            "/users",
            json!({ "object_id": user, "tenant_id": tenant, "upn": "eve@fabrikam.com", "name": "Eve" }),
        ),
        (
            "/apps",
            json!({
                "client_id": user, "service_principal": user, "tenant_id": tenant, "name": "app",
                "secrets": [{ "value": "s", "expires": "2027-01-01T00:00:00Z" }],
            }),
        ),
    ] {
        assert_eq!(
            lab.admin(Method::POST, path, Some(body)).await.0,
            201,
            "{path}"
        );
    }
    let role = json!({ "store": "demo", "principal": user, "rights": { "read": true } });
    assert_eq!(lab.admin(Method::PUT, "/roles", Some(role)).await.0, 204);
    let users = lab.show("/users").await;
    assert!(
        users
            .as_array()
            .unwrap()
            .iter()
            .any(|user| user["upn"] == "eve@fabrikam.com")
    );
    let everybody = Some(json!({}));
    let (_, revoked) = lab
        .admin(Method::POST, "/refresh-tokens/revoke", everybody)
        .await;
    assert_eq!(revoked, json!({ "revoked": 0 }));
    assert_eq!(lab.admin(Method::DELETE, "/consents", None).await.0, 204);
}

#[tokio::test]
async fn the_certificate_authority_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let keep = |config: &mut azure_emulator::Config| config.data_dir = Some(folder.path().into());
    let first = Lab::with(keep).await;
    let ca = first.emulator.ca_pem().to_owned();
    assert_eq!(
        std::fs::read_to_string(first.emulator.ca_file().unwrap()).unwrap(),
        ca
    );
    let old_client = first.client.clone();
    first.emulator.shutdown().await;

    let second = Lab::with(keep).await;
    assert_eq!(second.emulator.ca_pem(), ca);
    let url = format!("{}/common/discovery/v2.0/keys", second.emulator.https_url());
    assert_eq!(old_client.get(url).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_stopped_emulator_frees_its_ports() {
    let lab = Lab::open().await;
    let (http, https) = (lab.emulator.http_address(), lab.emulator.https_address());
    lab.get(&format!("/kv?{VERSION}")).await;
    lab.emulator.shutdown().await;
    let again = Lab::with(|config| {
        config.http_port = http.port();
        config.https_port = https.port();
    })
    .await;
    assert_eq!(again.emulator.http_address(), http);
}

#[tokio::test]
async fn an_address_others_can_reach_and_a_port_in_use_are_refused() {
    let mut config = Demo::new(Vec::new()).config();
    config.host = "0.0.0.0".parse().unwrap();
    let refused = Emulator::start(config).await.err().unwrap();
    assert!(matches!(refused, StartError::NotLoopback(_)));

    let lab = Lab::open().await;
    let mut config = Demo::new(Vec::new()).config();
    config.http_port = lab.emulator.http_address().port();
    let refused = Emulator::start(config).await.err().unwrap();
    assert!(matches!(refused, StartError::Bind { .. }));
}

#[tokio::test]
async fn what_apps_prove_themselves_with_survives_a_restart_and_is_the_owner_s_alone() {
    let folder = tempfile::tempdir().unwrap();
    let keep = |config: &mut azure_emulator::Config| config.data_dir = Some(folder.path().into());
    let first = Lab::with(keep).await;
    let pem = first.emulator.client_certificate_pem().unwrap().to_owned();
    let file = first.emulator.client_certificate_file().unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), pem);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let token = first.emulator.federated_token_file().unwrap();
        for file in [&*file, token] {
            let mode = std::fs::metadata(file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", file.display());
        }
    }
    first.emulator.shutdown().await;
    let second = Lab::with(keep).await;
    assert_eq!(second.emulator.client_certificate_pem(), Some(&*pem));
    second.emulator.shutdown().await;
    std::fs::write(file, "no certificate").unwrap();
    let mut config = Demo::new(Vec::new()).config();
    keep(&mut config);
    let refused = Emulator::start(config).await.err().unwrap();
    assert!(matches!(
        refused,
        StartError::Tls(TlsError::ClientCertificate(_))
    ));
}

#[tokio::test]
async fn certificates_identities_and_external_tokens_are_made_by_http() {
    let lab = Lab::open().await;
    let id = "11111111-1111-4111-8111-111111111111";
    let tenant = lab.demo.tenant_id;
    let app = |certificate: &str| {
        json!({
            "client_id": id, "service_principal": id, "tenant_id": tenant, "name": "new",
            "certificates": [certificate],
            "federated": [{ "issuer": "/external/builds", "subject": "main" }],
        })
    };
    let pem = lab.emulator.client_certificate_pem().unwrap();
    let added = lab.admin(Method::POST, "/apps", Some(app(pem))).await;
    assert_eq!(added.0, 201);
    let refused = lab.admin(Method::POST, "/apps", Some(app("no PEM"))).await;
    assert_eq!(refused.0, 422);

    let wanted = json!({ "issuer": "/external/builds", "subject": "main" });
    let (_, made) = lab
        .admin(Method::POST, "/federated-tokens", Some(wanted))
        .await;
    let jwt_bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let signed_in = lab
        .token(&[
            ("grant_type", "client_credentials"),
            ("client_id", id),
            ("client_assertion_type", jwt_bearer),
            ("client_assertion", made["token"].as_str().unwrap()),
            ("scope", "https://azconfig.io/.default"),
        ])
        .await;
    assert_eq!(signed_in.status(), 200);

    let identity = json!({ "client_id": id, "principal": id, "tenant_id": tenant });
    let added = lab.admin(Method::POST, "/identities", Some(identity)).await;
    assert_eq!(added.0, 201);
    let codes = lab.show("/faults/aadsts-codes").await;
    assert!(codes.as_array().unwrap().contains(&json!(700_213)));
    let lie = Some(json!({ "forgery": "nonce" }));
    let (_, settings) = lab.admin(Method::PATCH, "/settings", lie).await;
    assert_eq!(settings["forgery"], "nonce");
}
