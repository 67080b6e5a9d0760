//! Syncs: made, planned, run and looked at.

use axum::http::StatusCode;
use azure_emulator::{Rights, RoleAssignment};
use service::syncs::reconciler::run_due_once;

use crate::fixture::{Browser, Fixture};

const LIST: &str = "/projects/shop/syncs";
const SYNC: &str = "/projects/shop/syncs/storefront-prod";
const HIDDEN: &str = "hunter2-canary";

async fn add_secret(browser: &Browser, key: &str) {
    let form = [
        ("path", "/"),
        ("key", key),
        ("value", HIDDEN),
        ("kind", "secret"),
        ("environment.prod", "on"),
    ];
    let answer = browser.post("/projects/shop/secrets/new", &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

/// The id of the only connection, from the list that the form offers.
async fn connection(browser: &Browser) -> String {
    let form = browser.get(&format!("{LIST}/new")).await;
    let list = form.body.split("name=\"connection\"").nth(1).unwrap();
    list.split("<option value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

fn form<'a>(connection: &'a str, store: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("name", "storefront-prod"),
        ("environment", "prod"),
        ("path", "/"),
        ("connection", connection),
        ("store", store),
        ("label", "prod"),
        ("tier", "unlimited"),
        ("keySchema", "Checkout:{{secretKey}}"),
        ("initialSyncBehavior", "overwrite-destination"),
        ("deletion", "delete"),
        ("driftBehavior", "overwrite"),
    ]
}

async fn made(site: &Fixture) -> Browser {
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    add_secret(&browser, "DATABASE_URL").await;
    let connection = connection(&browser).await;
    let store = site.emulator.http_url();
    let answer = browser
        .post(&format!("{LIST}/new"), &form(&connection, &store))
        .await;
    assert_eq!(answer.location(), SYNC, "{}", answer.body);
    browser
}

#[tokio::test]
async fn without_a_connection_a_sync_cannot_be_made_and_the_page_says_so() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    browser.get(LIST).await.shows("No sync yet");
    browser
        .get(&format!("{LIST}/new"))
        .await
        .shows("A sync needs a connection");
}

#[tokio::test]
async fn a_new_sync_shows_its_plan_then_its_run_and_never_a_value() {
    let site = Fixture::new().await;
    let browser = made(&site).await;
    let planned = browser.get(SYNC).await;
    planned
        .shows("data-action=\"create\" data-key=\"Checkout:DATABASE_URL\"")
        .hides(HIDDEN);
    planned.shows("hx-trigger=\"every 1s\"");
    run_due_once(&site.service).await.unwrap();
    let status = browser.get(&format!("{SYNC}/status")).await;
    assert_eq!(status.headers["hx-refresh"], "true");
    let settled = browser.get(SYNC).await;
    settled
        .shows("Nothing: the store is as it should be.")
        .shows("1 created")
        .hides(HIDDEN);
    let runs = browser.get(&format!("{SYNC}/runs")).await;
    let run = runs
        .body
        .split(&format!("href=\"{SYNC}/runs/"))
        .nth(1)
        .unwrap();
    let id = run.split('"').next().unwrap();
    let run = browser.get(&format!("{SYNC}/runs/{id}")).await;
    run.shows("data-action=\"create\" data-key=\"Checkout:DATABASE_URL\"")
        .hides(HIDDEN);
    browser.get(LIST).await.shows("In sync");
}

#[tokio::test]
async fn a_store_that_is_none_is_refused_at_its_field() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    let connection = connection(&browser).await;
    for store in [
        "https://evil.example/x.azconfig.io",
        "http://contoso.azconfig.io",
        "",
    ] {
        let answer = browser
            .post(&format!("{LIST}/new"), &form(&connection, store))
            .await;
        assert!(answer.status.is_client_error(), "{store}");
        answer
            .shows("aria-invalid=\"true\"")
            .shows("value=\"storefront-prod\"");
    }
}

#[tokio::test]
async fn an_emptied_source_is_held_and_only_the_plan_that_was_shown_can_be_confirmed() {
    let site = Fixture::new().await;
    let browser = made(&site).await;
    run_due_once(&site.service).await.unwrap();
    let gone = [
        ("environment", "prod"),
        ("path", "/"),
        ("key", "DATABASE_URL"),
    ];
    browser.post("/projects/shop/secrets/delete", &gone).await;
    browser.post(&format!("{SYNC}/run"), &[]).await;
    run_due_once(&site.service).await.unwrap();
    let held = browser.get(SYNC).await;
    held.shows("The source is empty").shows("Confirm this plan");
    let fingerprint = held
        .body
        .split("name=\"fingerprint\" value=\"")
        .nth(1)
        .unwrap();
    let fingerprint = fingerprint.split('"').next().unwrap();
    let other = browser
        .post(&format!("{SYNC}/confirm"), &[("fingerprint", "another")])
        .await;
    assert!(other.status.is_client_error(), "{}", other.status);
    let confirmed = browser
        .post(&format!("{SYNC}/confirm"), &[("fingerprint", fingerprint)])
        .await;
    assert_eq!(confirmed.location(), SYNC, "{}", confirmed.body);
    run_due_once(&site.service).await.unwrap();
    browser.get(SYNC).await.shows("1 deleted");
}

#[tokio::test]
async fn a_plan_with_deletes_that_would_be_refused_says_so_with_what_grants_them() {
    let site = Fixture::new().await;
    let browser = made(&site).await;
    add_secret(&browser, "API_KEY").await;
    run_due_once(&site.service).await.unwrap();
    let gone = [("environment", "prod"), ("path", "/"), ("key", "API_KEY")];
    browser.post("/projects/shop/secrets/delete", &gone).await;
    let refused = "may not delete keys on";
    browser.get(SYNC).await.hides(refused);

    let control = site.emulator.control();
    let client = site.demo.service.client_id;
    let app = control.directory(|directory| directory.app(client).cloned());
    control.assign(RoleAssignment {
        store: site.demo.store.to_owned(),
        principal: app.unwrap().service_principal,
        rights: Rights {
            delete: false,
            ..Rights::OWNER
        },
    });
    let page = browser.get(SYNC).await;
    page.shows(refused).shows("<code>az role assignment create");
}

#[tokio::test]
async fn a_sync_is_paused_resumed_changed_and_deleted() {
    let site = Fixture::new().await;
    let browser = made(&site).await;
    browser.post(&format!("{SYNC}/pause"), &[]).await;
    browser
        .get(SYNC)
        .await
        .shows("data-state=\"paused\"")
        .shows("data-test=\"resume\"");
    browser.post(&format!("{SYNC}/resume"), &[]).await;
    browser.get(SYNC).await.shows("data-test=\"pause\"");
    let options = browser.get(&format!("{SYNC}/options")).await;
    options.shows("value=\"Checkout:{{secretKey}}\"");
    let mut change = form("", "");
    change[0].1 = "storefront-main";
    change[7].1 = "no-placeholder";
    let refused = browser.post(&format!("{SYNC}/options"), &change).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    refused.shows("does not contain");
    change[7].1 = "Main:{{secretKey}}";
    let changed = browser.post(&format!("{SYNC}/options"), &change).await;
    assert_eq!(
        changed.location(),
        format!("{LIST}/storefront-main"),
        "{}",
        changed.body
    );
    let deleted = browser
        .post(&format!("{LIST}/storefront-main/delete"), &[])
        .await;
    assert_eq!(deleted.location(), LIST);
}

#[tokio::test]
async fn a_connection_in_use_cannot_be_deleted_and_says_by_whom() {
    let site = Fixture::new().await;
    let browser = made(&site).await;
    let page = browser.get("/projects/shop/connections/contoso-prod").await;
    page.shows("storefront-prod");
    let refused = browser
        .post("/projects/shop/connections/contoso-prod/delete", &[])
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.shows("storefront-prod");
}
