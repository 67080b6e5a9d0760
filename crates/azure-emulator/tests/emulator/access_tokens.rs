//! Access tokens: audience, issuer, life, and what roles and scopes allow.

use azure_emulator::{Rights, RoleAssignment, StoreConfig, Tenant};
use reqwest::{Method, Response};
use time::Duration;
use uuid::{Uuid, uuid};

use crate::lab::{Lab, VERSION, assert_empty, header};

const SCOPE: &str = "https://appconfig.azure.com/.default";
const SERVICE_PRINCIPAL: Uuid = uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c1");

async fn call(lab: &Lab, method: Method, target: &str, token: &str) -> Response {
    let request = lab.request(method, target).bearer_auth(token);
    request
        .header("content-type", "application/json")
        .body("{}")
        .send()
        .await
        .unwrap()
}

async fn list(lab: &Lab, token: &str) -> Response {
    call(lab, Method::GET, &format!("/kv?{VERSION}"), token).await
}

#[tokio::test]
async fn every_audience_of_app_configuration_opens_the_store() {
    let lab = Lab::with(|_| ()).await;
    let own = lab.emulator.http_url();
    for audience in [
        "https://appconfig.azure.com",
        "https://azconfig.io",
        "https://azconfig.io/",
        "https://AppConfig.azure.us",
        "https://azconfig.azure.us",
        "https://appconfig.azure.cn",
        "https://azconfig.azure.cn",
        "https://appconfig.sovcloud-api.fr",
        "https://demo.azconfig.io",
        &own.replace("http:", "https:"),
    ] {
        let token = lab.service_token(&format!("{audience}/.default")).await;
        assert_eq!(list(&lab, &token).await.status(), 200, "{audience}");
    }
}

#[tokio::test]
async fn a_token_for_something_else_is_refused() {
    let lab = Lab::with(|_| ()).await;
    for audience in [
        "https://management.azure.com",
        "https://graph.microsoft.com",
        "https://other.azconfig.io",
    ] {
        let token = lab.service_token(&format!("{audience}/.default")).await;
        let response = list(&lab, &token).await;
        let challenge = "HMAC-SHA256, Bearer error=\"invalid_token\", \
                         error_description=\"Authorization token failed validation\"";
        assert_eq!(
            header(&response, "www-authenticate"),
            challenge,
            "{audience}"
        );
        assert_empty(response, 401).await;
    }
}

#[tokio::test]
async fn a_forged_token_is_refused() {
    let lab = Lab::with(|_| ()).await;
    let token = lab.service_token(SCOPE).await;
    let (unsigned, _) = token.rsplit_once('.').unwrap();
    for forged in [
        format!("{unsigned}.AAAA"),
        format!("{unsigned}."),
        "nonsense".to_owned(),
    ] {
        assert_empty(list(&lab, &forged).await, 401).await;
    }
}

#[tokio::test]
async fn a_token_lives_as_long_as_it_says() {
    let lab = Lab::with(|config| config.settings.token_lifetime_secs = 60).await;
    let token = lab.service_token(SCOPE).await;
    lab.pass(Duration::seconds(59));
    assert_eq!(list(&lab, &token).await.status(), 200);
    lab.pass(Duration::SECOND);
    assert_empty(list(&lab, &token).await, 401).await;
}

#[tokio::test]
async fn a_store_of_another_tenant_refuses_the_issuer() {
    let other = uuid!("11111111-2222-4333-8444-555555555555");
    let lab = Lab::with(|config| {
        config.directory.add_tenant(Tenant {
            id: other,
            domains: Vec::new(),
            admin_consent_only: false,
        });
        config.stores.push(StoreConfig::new("theirs", other));
    })
    .await;
    let token = lab.service_token(SCOPE).await;
    let response = lab
        .request(Method::GET, &format!("/kv?{VERSION}"))
        .header("host", "theirs.azconfig.localhost")
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    assert!(header(&response, "www-authenticate").contains("wrong issuer"));
    assert_empty(response, 401).await;
}

#[tokio::test]
async fn roles_are_asked_before_preconditions_and_by_action() {
    let lab = Lab::with(|_| ()).await;
    let token = lab.service_token(SCOPE).await;
    let key = format!("/kv/a?{VERSION}");
    let lock = format!("/locks/a?{VERSION}");
    for (rights, read, write, delete) in [
        (Rights::NONE, 403, 403, 403),
        (Rights::READER, 404, 403, 403),
        (
            Rights {
                read: false,
                write: true,
                delete: false,
            },
            403,
            412,
            403,
        ),
        (
            Rights {
                read: false,
                write: false,
                delete: true,
            },
            403,
            403,
            412,
        ),
        (Rights::OWNER, 404, 412, 412),
    ] {
        let store = "demo".to_owned();
        lab.control().assign(RoleAssignment {
            store,
            principal: SERVICE_PRINCIPAL,
            rights,
        });
        assert_empty(call(&lab, Method::GET, &key, &token).await, read).await;
        for (method, target, status) in [
            (Method::PUT, &key, write),
            (Method::PUT, &lock, write),
            (Method::DELETE, &key, delete),
        ] {
            let request = lab.request(method, target).bearer_auth(&token);
            let response = request
                .header("if-match", "\"no such\"")
                .body("{}")
                .send()
                .await
                .unwrap();
            assert_empty(response, status).await;
        }
    }
}

#[tokio::test]
async fn tokens_are_taken_over_https_and_over_http_only_when_allowed() {
    let lab = Lab::with(|config| config.settings.bearer_over_http = false).await;
    let token = lab.service_token(SCOPE).await;
    assert_empty(list(&lab, &token).await, 401).await;
    let secure = format!("{}/kv?{VERSION}", lab.emulator.https_url());
    let response = lab
        .client
        .get(secure)
        .bearer_auth(&token)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn each_store_has_a_name_content_and_roles_of_its_own() {
    let lab = Lab::with(|config| {
        config
            .stores
            .push(StoreConfig::new("second", config.stores[0].tenant_id));
    })
    .await;
    let token = lab.service_token(SCOPE).await;
    let put = |host: &'static str| {
        lab.request(Method::PUT, &format!("/kv/a?{VERSION}"))
            .header("host", host)
            .header("content-type", "application/json")
            .bearer_auth(&token)
            .body("{}")
            .send()
    };
    assert_eq!(
        put("demo.azconfig.localhost:8484").await.unwrap().status(),
        200
    );
    assert_empty(put("second.azconfig.localhost:8484").await.unwrap(), 403).await;
    assert_empty(put("third.azconfig.localhost").await.unwrap(), 404).await;
    assert_eq!(lab.control().items("demo").unwrap().len(), 1);
    assert_eq!(lab.control().items("second").unwrap().len(), 0);
}
