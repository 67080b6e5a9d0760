//! The history of a secret.

use axum::http::StatusCode;

use crate::fixture::{Browser, Fixture};

const HISTORY: &str = "/projects/shop/secrets/history";
const PAGE: &str = "/projects/shop/secrets/history?environment=dev&path=%2F&key=TOKEN";
const AT: [(&str, &str); 3] = [("environment", "dev"), ("path", "/"), ("key", "TOKEN")];

/// `TOKEN` in so many versions, whose values are `canary-1`, `canary-2` ….
async fn browser_with(versions: usize, site: &Fixture) -> Browser {
    let browser = site.signed_in().await;
    let form = [
        ("path", "/"),
        ("key", "TOKEN"),
        ("value", "canary-1"),
        ("kind", "secret"),
        ("environment.dev", "on"),
    ];
    browser.post("/projects/shop/secrets/new", &form).await;
    for version in 2..=versions {
        let value = format!("canary-{version}");
        let form = [
            &AT[..2],
            &[("old_key", "TOKEN"), ("key", "TOKEN"), ("value", &value)],
        ];
        let saved = browser
            .post("/projects/shop/secrets/edit", &form.concat())
            .await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    }
    // The sentence about the last change is shown once.
    browser.get("/projects/shop/secrets").await;
    browser
}

async fn restore(browser: &Browser, version: &str, expected: &str) -> crate::fixture::Answer {
    let form = [&AT[..], &[("version", version), ("expected", expected)]].concat();
    browser.post(HISTORY, &form).await
}

#[tokio::test]
async fn every_version_is_there_and_no_value_until_it_is_revealed() {
    let site = Fixture::new().await;
    let browser = browser_with(3, &site).await;
    let page = browser.get(PAGE).await;
    page.shows("v3")
        .shows("v2")
        .shows("v1")
        .shows("ada@contoso.com");
    page.hides("canary");
    assert_eq!(page.body.matches("data-test=\"version\"").count(), 3);
    let form = [&AT[..], &[("version", "2")]].concat();
    let revealed = browser.swap("/projects/shop/secrets/reveal", &form).await;
    revealed.shows("canary-2").hides("<html");
    let whole = browser.post("/projects/shop/secrets/reveal", &form).await;
    whole.shows("canary-2").shows("as of version 2");
    whole.shows("/projects/shop/secrets/history?environment=dev");
    let log = browser.get("/projects/shop/audit").await;
    log.shows("secretVersion: 2").hides("canary");
}

#[tokio::test]
async fn the_history_is_reached_from_the_grid_and_from_the_form() {
    let site = Fixture::new().await;
    let browser = browser_with(2, &site).await;
    let link = PAGE.replace('&', "&#38;");
    browser.get("/projects/shop/secrets").await.shows(&link);
    let edit = browser.get(&PAGE.replace("history", "edit")).await;
    edit.shows(&link);
    browser
        .get("/projects/shop/secrets/new")
        .await
        .hides("History");
}

#[tokio::test]
async fn a_restored_version_is_announced_once_and_named_in_the_list() {
    let site = Fixture::new().await;
    let browser = browser_with(2, &site).await;
    let page = browser.get(PAGE).await;
    page.shows("as version 3")
        .shows("No sync that you can see takes it");
    let restored = restore(&browser, "1", "2").await;
    assert_eq!(restored.location(), PAGE, "{}", restored.body);
    let page = browser.get(PAGE).await;
    page.shows("Restored version 1 as version 3");
    page.shows("restored version 1").hides("canary");
    browser
        .get(PAGE)
        .await
        .hides("Restored version 1 as version 3");
}

#[tokio::test]
async fn what_is_not_restored_is_said_on_the_page() {
    let site = Fixture::new().await;
    let browser = browser_with(2, &site).await;
    for (version, expected, status, sentence) in [
        (
            "2",
            "2",
            StatusCode::CONFLICT,
            "This is the current version",
        ),
        ("1", "1", StatusCode::CONFLICT, "Somebody else changed it"),
        ("9", "2", StatusCode::NOT_FOUND, "TOKEN v9"),
        (
            "one",
            "2",
            StatusCode::BAD_REQUEST,
            "not the number of a version",
        ),
    ] {
        let refused = restore(&browser, version, expected).await;
        assert_eq!(refused.status, status, "{version}");
        refused.shows(sentence).shows("data-test=\"versions\"");
    }
    let missing = browser.get(&PAGE.replace("TOKEN", "NOBODY")).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn one_version_has_nothing_to_restore() {
    let site = Fixture::new().await;
    let browser = browser_with(1, &site).await;
    let page = browser.get(PAGE).await;
    page.shows("This is the only version")
        .hides("data-test=\"restore\"");
}

#[tokio::test]
async fn a_long_history_has_pages() {
    let site = Fixture::new().await;
    let browser = browser_with(21, &site).await;
    let newest = browser.get(PAGE).await;
    newest
        .shows("data-version=\"21\"")
        .hides("data-version=\"1\"");
    newest.shows("offset=20").hides("rel=\"prev\"");
    let oldest = browser.get(&format!("{PAGE}&offset=20")).await;
    oldest
        .shows("data-version=\"1\"")
        .shows("rel=\"prev\"")
        .hides("rel=\"next\"");
    let none = browser.get(&format!("{PAGE}&offset=40")).await;
    none.shows("There are no versions this old");
}
