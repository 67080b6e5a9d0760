//! Who is let in to a store at all, before any key-value matters.

use azure_emulator::{Rights, RoleAssignment, Settings, StoreOptions};
use reqwest::{Method, Response};
use time::Duration;
use uuid::{Uuid, uuid};

use crate::lab::{Lab, VERSION, assert_empty};

const SCOPE: &str = "https://appconfig.azure.com/.default";
const SERVICE_PRINCIPAL: Uuid = uuid!("5e1ec7ed-3333-4a5b-8c6d-0000000000c1");

async fn list(lab: &Lab, token: &str) -> Response {
    lab.request(Method::GET, &format!("/kv?{VERSION}"))
        .bearer_auth(token)
        .send()
        .await
        .unwrap()
}

fn assign(lab: &Lab, rights: Rights) {
    lab.control().assign(RoleAssignment {
        store: lab.demo.store.to_owned(),
        principal: SERVICE_PRINCIPAL,
        rights,
    });
}

#[tokio::test]
async fn a_store_without_public_network_refuses_everybody_without_a_word() {
    let lab = Lab::with(|_| ()).await;
    let token = lab.service_token(SCOPE).await;
    let options = StoreOptions {
        public_network: false,
        ..StoreOptions::default()
    };
    lab.control().set_store_options("demo", options).unwrap();
    assert_empty(list(&lab, &token).await, 403).await;
    assert_empty(lab.get(&format!("/kv?{VERSION}")).await, 403).await;
}

#[tokio::test]
async fn a_role_acts_only_after_its_delay_and_so_does_its_end() {
    let lab = Lab::with(|_| ()).await;
    let token = lab.service_token(SCOPE).await;
    let minute = Settings {
        role_delay_ms: 60_000,
        ..Settings::default()
    };
    lab.control().change_settings(|settings| *settings = minute);
    assign(&lab, Rights::NONE);
    lab.pass(Duration::seconds(59));
    assert_eq!(list(&lab, &token).await.status(), 200);
    lab.pass(Duration::SECOND);
    assert_empty(list(&lab, &token).await, 403).await;
    assign(&lab, Rights::READER);
    assert_empty(list(&lab, &token).await, 403).await;
    lab.pass(Duration::MINUTE);
    assert_eq!(list(&lab, &token).await.status(), 200);
}

#[tokio::test]
async fn a_store_of_one_cloud_knows_only_the_audiences_of_that_cloud() {
    let lab = Lab::with(|_| ()).await;
    let foreign = lab
        .service_token("https://appconfig.azure.us/.default")
        .await;
    lab.control().change_settings(|settings| {
        settings.audiences.retain(|known| {
            known == "https://appconfig.azure.com" || known == "https://azconfig.io"
        });
    });
    assert_empty(list(&lab, &foreign).await, 401).await;
    let own = lab.service_token(SCOPE).await;
    assert_eq!(list(&lab, &own).await.status(), 200);
    let refused = lab
        .token(&[
            ("grant_type", "client_credentials"),
            ("client_id", &lab.demo.service.client_id.to_string()),
            ("client_secret", lab.demo.service.client_secret),
            ("scope", "https://appconfig.azure.us/.default"),
        ])
        .await;
    assert_eq!(refused.status(), 400);
    let body: serde_json::Value = refused.json().await.unwrap();
    assert_eq!(body["error_codes"][0], 500_011);
}
