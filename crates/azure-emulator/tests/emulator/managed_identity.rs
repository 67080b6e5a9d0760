//! Managed identity, as a virtual machine and App Service offer it.

use azure_emulator::{Directory, Fault, FaultRule, Kind, ManagedIdentity};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use uuid::uuid;

use crate::lab::{Lab, VERSION, assert_empty, header};

const QUERY: &str = "api-version=2018-02-01&resource=https://appconfig.azure.com";

fn imds(lab: &Lab, query: &str) -> RequestBuilder {
    let target = format!("/metadata/identity/oauth2/token?{query}");
    lab.request(Method::GET, &target).header("metadata", "true")
}

fn app_service(lab: &Lab, query: &str) -> RequestBuilder {
    let url = format!("{}?{query}", lab.emulator.identity_endpoint());
    lab.client
        .get(url)
        .header("x-identity-header", lab.emulator.identity_header())
}

async fn json(request: RequestBuilder, status: u16) -> Value {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), status);
    response.json().await.unwrap()
}

async fn put(lab: &Lab, token: &Value) -> Response {
    lab.put("a", "", "1")
        .bearer_auth(token["access_token"].as_str().unwrap())
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn each_endpoint_gives_a_token_that_opens_the_store_and_numbers_as_text() {
    let lab = Lab::with(|_| ()).await;
    for request in [imds(&lab, QUERY), app_service(&lab, QUERY)] {
        let token = json(request, 200).await;
        assert_eq!(token["client_id"], lab.demo.system_identity.to_string());
        assert_eq!(token["expires_in"], "3599");
        assert_eq!(token["expires_on"], "1795383701");
        assert_eq!(token["token_type"], "Bearer");
        assert_eq!(put(&lab, &token).await.status(), 200);
    }
}

#[tokio::test]
async fn a_user_assigned_identity_is_asked_for_by_any_of_its_names() {
    let lab = Lab::with(|_| ()).await;
    let client_id = lab.demo.user_identity;
    for name in [
        format!("client_id={client_id}"),
        "object_id=5e1ec7ed-3333-4a5b-8c6d-0000000000c9".to_owned(),
        "msi_res_id=/subscriptions/5b5c0de0-0000-4000-8000-000000000001/resourceGroups/demo\
         /providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"
            .to_owned(),
    ] {
        let token = json(imds(&lab, &format!("{QUERY}&{name}")), 200).await;
        assert_eq!(token["client_id"], client_id.to_string(), "{name}");
        assert_empty(put(&lab, &token).await, 403).await;
    }
}

#[tokio::test]
async fn an_identity_the_machine_does_not_have_is_not_found() {
    let lab = Lab::with(|_| ()).await;
    let other = format!("{QUERY}&client_id={}", lab.demo.service.client_id);
    let refused = json(imds(&lab, &other), 400).await;
    assert_eq!(refused["error"], "identity_not_found");
    let refused = json(app_service(&lab, &other), 400).await;
    assert_eq!(refused["statusCode"], 400);
}

#[tokio::test]
async fn a_machine_without_a_system_identity_uses_its_only_other_one() {
    let identity = |client_id| ManagedIdentity {
        client_id,
        principal: client_id,
        tenant_id: uuid!("7f3c2b6e-0d5a-4c52-9b1f-2a8e5d6c4b10"),
        resource_id: Some(client_id.to_string()),
    };
    let one = uuid!("11111111-1111-4111-8111-111111111111");
    let two = uuid!("22222222-2222-4222-8222-222222222222");
    let lab = Lab::with(|config| {
        config.directory = Directory::default();
        config.directory.add_identity(identity(one));
    })
    .await;
    let token = json(imds(&lab, QUERY), 200).await;
    assert_eq!(token["client_id"], one.to_string());
    lab.control().add_identity(identity(two));
    let refused = json(imds(&lab, QUERY), 400).await;
    assert_eq!(refused["error"], "identity_not_found");
}

#[tokio::test]
async fn a_request_that_could_be_forged_is_refused() {
    let lab = Lab::with(|_| ()).await;
    let bare = lab.request(
        Method::GET,
        &format!("/metadata/identity/oauth2/token?{QUERY}"),
    );
    assert_eq!(json(bare, 400).await["error"], "bad_request_102");
    let proxied = imds(&lab, QUERY).header("x-forwarded-for", "10.0.0.1");
    assert_eq!(json(proxied, 400).await["error"], "bad_request");
    let url = format!("{}?{QUERY}", lab.emulator.identity_endpoint());
    let wrong = lab.client.get(url).header("x-identity-header", "wrong");
    assert_eq!(json(wrong, 401).await["error"], "unauthorized");
    let secure = format!(
        "{}/metadata/identity/oauth2/token?{QUERY}",
        lab.emulator.https_url()
    );
    let secure = lab.client.get(secure).header("metadata", "true");
    assert_empty(secure.send().await.unwrap(), 404).await;
}

#[tokio::test]
async fn what_is_missing_or_unknown_is_named() {
    let lab = Lab::with(|_| ()).await;
    for (query, error) in [
        ("resource=https://azconfig.io", "bad_request"),
        ("api-version=2018-02-01", "invalid_request"),
        (
            "api-version=2018-02-01&resource=https://no.example",
            "invalid_resource",
        ),
    ] {
        assert_eq!(json(imds(&lab, query), 400).await["error"], error);
    }
}

#[tokio::test]
async fn its_endpoints_can_be_made_to_fail() {
    let lab = Lab::with(|_| ()).await;
    let control = lab.control();
    for (fault, status) in [
        (Fault::Status { status: 404 }, 404),
        (Fault::Status { status: 410 }, 410),
        (
            Fault::Throttled {
                retry_after_ms: Some(1500),
            },
            429,
        ),
        (Fault::ServerError, 500),
    ] {
        control.add_fault(FaultRule::new(fault).on(Kind::ManagedIdentity));
        let response = imds(&lab, QUERY).send().await.unwrap();
        if status == 429 {
            assert_eq!(header(&response, "retry-after"), "2");
        }
        assert_empty(response, status).await;
        control.clear_faults();
    }
    let counted = &control.counters()[&Kind::ManagedIdentity];
    assert_eq!(counted.values().sum::<u64>(), 4);
    assert_eq!(lab.get(&format!("/kv?{VERSION}")).await.status(), 401);
}
