//! Rotating a client secret, and handing a connection over, from the command line.

use serde_json::{Value, json};

use crate::harness::shop::{CONNECTION, Shop};

const NEXT: &str = "the-next-secret-of-the-shop";

/// The object id of the app that signs in by client secret.
const SERVICE_PRINCIPAL: &str = "5e1ec7ed-3333-4a5b-8c6d-0000000000c1";

fn accept_secrets(shop: &Shop, values: &[&str]) {
    let secrets: Vec<_> = values
        .iter()
        .map(|value| json!({ "value": value }))
        .collect();
    let app = json!({
        "client_id": shop.described("client_id"),
        "service_principal": SERVICE_PRINCIPAL,
        "tenant_id": shop.described("tenant_id"),
        "name": "Keyferry",
        "secrets": secrets,
    });
    shop.admin.add(&shop.http, "apps", &app);
}

fn connection(shop: &Shop) -> Value {
    let list = shop.api_get("v1/app-connections").json();
    list["appConnections"][0].clone()
}

#[test]
fn the_next_secret_takes_over_when_the_first_one_ends() {
    let shop = Shop::open();
    let current = shop.described("client_secret");
    accept_secrets(&shop, &[&current, NEXT]);
    let rotate = [
        "connections",
        "rotate",
        CONNECTION,
        "--client-secret-file",
        "-",
    ];
    let refused = shop.keyferry_with_input(&rotate, &current);
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("credentials in use"),
        "{refused:#?}"
    );
    shop.keyferry_with_input(&rotate, NEXT).ok();
    let next = &connection(&shop)["nextCredentials"];
    assert_eq!(next["credentials"]["clientId"], shop.described("client_id"));

    accept_secrets(&shop, &[NEXT]);
    shop.keyferry(&["connections", "check", CONNECTION]).ok();
    assert_eq!(connection(&shop)["nextCredentials"], Value::Null);
}

#[test]
fn credentials_of_another_account_need_a_flag() {
    let shop = Shop::open();
    let secret = shop.described("client_secret");
    let mut rotate = vec![
        "connections",
        "rotate",
        CONNECTION,
        "--client-secret-file",
        "-",
    ];
    rotate.extend(["--now", "--tenant", "contoso.com"]);
    let refused = shop.keyferry_with_input(&rotate, &secret);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("Another account"), "{refused:#?}");
    rotate.push("--accept-other-account");
    shop.keyferry_with_input(&rotate, &secret).ok();
    assert_eq!(connection(&shop)["credentials"]["tenantId"], "contoso.com");
}

#[test]
fn a_link_is_taken_back_over_the_api() {
    let shop = Shop::open();
    let arguments = [
        "connections",
        "reconnect-link",
        CONNECTION,
        "--output",
        "json",
    ];
    let link = shop.keyferry(&arguments).ok().json();
    let url = link["url"].as_str().expect("an address").to_owned();
    let open = || shop.http.send(|client| client.get(&url)).status;
    assert_eq!(open(), 200);
    let id = connection(&shop)["id"].as_str().expect("an id").to_owned();
    let path = format!("api/v1/app-connections/azure-app-configuration/{id}/reconnect-link");
    let address = shop.server.url(&path);
    let revoked = shop
        .http
        .send(|client| client.delete(&address).bearer_auth(&shop.token));
    assert_eq!(revoked.json()["revoked"], true);
    assert_eq!(open(), 400);
}
