//! Where settings and tokens may go, and what never gets there.

use serde_json::json;

use crate::harness::{
    elsewhere::Elsewhere,
    shop::{CONNECTION, ENVIRONMENT, Ran, SYNC, Shop},
};

const PARTIAL: i32 = 3;
const FAILED: i32 = 5;

/// Addresses that are not a store of this cloud, and what their refusal says.
const NOT_STORES: [(&str, &str); 13] = [
    (
        "https://evil.example/x.azconfig.example",
        "the endpoint has a path",
    ),
    ("https://evil.example", "must end in .azconfig.example"),
    ("https://evil.azconfig.io", "a store of the cloud `public`"),
    (
        "https://evilazconfig.example",
        "must end in .azconfig.example",
    ),
    ("http://shop.azconfig.example", "must use https"),
    ("ftp://shop.azconfig.example", "must use https"),
    ("shop.azconfig.example", "must start with https://"),
    ("https://ada:secret@shop.azconfig.example", "contains '@'"),
    ("https://shop.azconfig.example@evil.example", "contains '@'"),
    ("https://shop.azconfig.example:9443", "has a port"),
    ("https://shop.azconfig.example/kv", "has a path"),
    ("https://shop.azconfig.example?a=b", "contains '?'"),
    ("https://shop.azconfig.example#a", "contains '#'"),
];

/// The command failed with a sentence that begins with the field and says this.
#[track_caller]
fn assert_refused(ran: &Ran, field: &str, says: &str) {
    assert_eq!(ran.code, 1, "{ran:#?}");
    let begins = format!("error: {field}: ");
    assert!(
        ran.stderr.starts_with(&begins) && ran.stderr.contains(says),
        "{says:?}: {ran:#?}"
    );
}

#[test]
fn no_token_goes_to_an_address_that_is_not_app_configurations() {
    // Below `.localhost` everything would be loopback, where a custom cloud takes http and ports.
    let suffix = "azconfig.example";
    let shop = Shop::opening()
        .variable("KEYFERRY_AZURE_STORE_SUFFIX", suffix)
        .open();
    shop.connect();
    for (address, says) in NOT_STORES {
        let place = [
            "--connection",
            CONNECTION,
            "--env",
            ENVIRONMENT,
            "--store",
            address,
        ];
        let ran = shop.keyferry(&[&["syncs", "create", "other"][..], &place].concat());
        assert_refused(&ran, "configurationUrl", says);
        let ran = shop.keyferry(&["connections", "check", CONNECTION, "--store", address]);
        assert_refused(&ran, "store", says);
    }
    let list = shop.keyferry(&["syncs", "list"]).ok();
    assert!(!list.stdout.contains("other"), "{list:#?}");
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Elsewhere::silent();
    let store = Elsewhere::answering(&format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: {}/kv\r\ncontent-length: 0\r\n\
         connection: close\r\n\r\n",
        elsewhere.address
    ));
    let shop = Shop::open();
    shop.set(&["A=1"]);
    shop.sync_to(&store.address);
    let ran = shop.run_sync();
    assert_eq!(ran.code, FAILED, "{ran:#?}");
    assert!(store.requests() > 0);
    assert_eq!(elsewhere.requests(), 0);
}

#[test]
fn a_next_page_elsewhere_is_not_asked_for() {
    let elsewhere = Elsewhere::silent();
    let page = json!({ "items": [], "@nextLink": format!("{}/kv?after=x", elsewhere.address) });
    let page = page.to_string();
    let store = Elsewhere::answering(&format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.microsoft.appconfig.kvset+json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{page}",
        page.len()
    ));
    let shop = Shop::open();
    shop.set(&["A=1"]);
    shop.sync_to(&store.address);
    let ran = shop.run_sync();
    assert_eq!(ran.code, FAILED, "{ran:#?}");
    assert!(store.requests() > 0);
    assert_eq!(elsewhere.requests(), 0);
}

#[test]
fn a_key_with_a_percent_sign_is_refused_by_the_api_too() {
    let shop = Shop::opening().open();
    let secret = json!({
        "workspaceId": shop.project,
        "environment": ENVIRONMENT,
        "secretPath": "/",
        "secretValue": "1",
    });
    let answer = shop.api_post("v3/secrets/raw/A%25B", &secret);
    assert!((400..500).contains(&answer.status), "{answer:#?}");
    assert!(answer.body.contains("contains `%`"), "{answer:#?}");
}

#[test]
fn a_value_over_ten_kilobytes_is_skipped_and_named_in_the_plan() {
    let shop = Shop::open();
    let values = json!({ "Large": "x".repeat(11_000), "Small": "x" });
    shop.file("values.json", &values.to_string());
    shop.import("values.json").ok();
    shop.sync();
    let (steps, plan) = shop.plan();
    assert_eq!(
        steps,
        ["skip too-large Large", "create new-here Small"],
        "{plan:#}"
    );
    let ran = shop.run_sync();
    assert_eq!(ran.code, PARTIAL, "{ran:#?}");
    assert_eq!(
        shop.last_items(),
        ["skip too-large Large", "create new-here Small"]
    );
    assert_eq!(shop.admin.values(&shop.http).len(), 1);
    let told = shop.keyferry(&["syncs", "runs", SYNC, "last"]).ok();
    assert!(told.stdout.contains("10,240 bytes"), "{told:#?}");
}
