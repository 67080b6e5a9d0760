//! The grid of secrets.

use axum::http::StatusCode;

use crate::fixture::{Browser, Fixture};

const HIDDEN: &str = "hunter2-canary";

async fn add(browser: &Browser, key: &str, value: &str, kind: &str) {
    let form = [
        ("path", "/"),
        ("key", key),
        ("value", value),
        ("kind", kind),
        ("environment.dev", "on"),
    ];
    let answer = browser.post("/projects/shop/secrets/new", &form).await;
    assert_eq!(
        answer.location(),
        "/projects/shop/secrets?path=%2F",
        "{}",
        answer.body
    );
}

fn at(key: &str) -> [(&str, &str); 3] {
    [("environment", "dev"), ("path", "/"), ("key", key)]
}

#[tokio::test]
async fn a_secret_is_masked_until_it_is_revealed_and_the_reveal_is_recorded() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    add(&browser, "DATABASE_URL", HIDDEN, "secret").await;
    let grid = browser.get("/projects/shop/secrets").await;
    grid.shows("DATABASE_URL")
        .shows("••••••••")
        .shows("missing · add")
        .hides(HIDDEN);
    let revealed = browser
        .swap("/projects/shop/secrets/reveal", &at("DATABASE_URL"))
        .await;
    assert_eq!(revealed.status, StatusCode::OK);
    revealed.shows(HIDDEN).hides("<html");
    let whole = browser
        .post("/projects/shop/secrets/reveal", &at("DATABASE_URL"))
        .await;
    whole.shows(HIDDEN).shows("<html");
    let edit = "/projects/shop/secrets/edit?environment=dev&path=%2F&key=DATABASE_URL";
    browser.get(edit).await.hides(HIDDEN);
    browser
        .get("/projects/shop/audit")
        .await
        .shows("DATABASE_URL")
        .hides(HIDDEN);
}

#[tokio::test]
async fn configuration_is_shown() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    add(
        &browser,
        "Logging:LogLevel:Default",
        "Debug & more",
        "config",
    )
    .await;
    let grid = browser.get("/projects/shop/secrets").await;
    grid.shows("Debug &#38; more").shows("config</span>");
}

#[tokio::test]
async fn keys_of_any_spelling_can_be_edited_and_deleted() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let key = "A&B=C #1/ü?";
    add(&browser, key, "one", "secret").await;
    let form = [
        ("environment", "dev"),
        ("path", "/"),
        ("old_key", key),
        ("key", key),
        ("value", "line 1\r\nline 2"),
        ("kind", "secret"),
    ];
    let saved = browser.post("/projects/shop/secrets/edit", &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let revealed = browser
        .swap("/projects/shop/secrets/reveal", &at(key))
        .await;
    revealed.shows("line 1\nline 2");
    browser.get("/projects/shop/secrets").await.shows("v2");
    let deleted = browser
        .post("/projects/shop/secrets/delete", &at(key))
        .await;
    assert_eq!(deleted.status, StatusCode::SEE_OTHER, "{}", deleted.body);
    browser
        .get("/projects/shop/secrets")
        .await
        .shows("is deleted");
    browser
        .get("/projects/shop/secrets")
        .await
        .shows("No secrets in");
}

#[tokio::test]
async fn an_edit_without_a_new_value_keeps_the_old_one() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    add(&browser, "TOKEN", HIDDEN, "secret").await;
    let rename = [
        ("environment", "dev"),
        ("path", "/"),
        ("old_key", "TOKEN"),
        ("key", "API_TOKEN"),
        ("value", ""),
        ("kind", "secret"),
    ];
    browser.post("/projects/shop/secrets/edit", &rename).await;
    let revealed = browser
        .swap("/projects/shop/secrets/reveal", &at("API_TOKEN"))
        .await;
    revealed.shows(HIDDEN);
    let mut emptied = rename.to_vec();
    emptied[2].1 = "API_TOKEN";
    emptied.push(("replace", "on"));
    browser.post("/projects/shop/secrets/edit", &emptied).await;
    let revealed = browser
        .swap("/projects/shop/secrets/reveal", &at("API_TOKEN"))
        .await;
    revealed.hides(HIDDEN);
}

#[tokio::test]
async fn a_key_that_cannot_be_is_refused_at_its_field_and_the_value_is_not_sent_back() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let form = [
        ("path", "/"),
        ("key", "100%"),
        ("value", HIDDEN),
        ("kind", "secret"),
        ("environment.prod", "on"),
    ];
    let answer = browser.post("/projects/shop/secrets/new", &form).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    answer
        .shows("contains `%`")
        .shows("value=\"100%\"")
        .hides(HIDDEN);
    answer.shows("name=\"environment.prod\" value=\"on\" checked");
}

#[tokio::test]
async fn a_file_is_previewed_without_its_values_and_then_imported() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let text = format!("# shop\r\nDATABASE_URL={HIDDEN}\r\nEMPTY=\r\n");
    let form = [
        ("environment", "dev"),
        ("path", "/"),
        ("separator", ":"),
        ("kind", "secret"),
        ("format", "env"),
        ("text", text.as_str()),
    ];
    let mut preview = form.to_vec();
    preview.push(("preview", "on"));
    let shown = browser
        .swap("/projects/shop/secrets/import", &preview)
        .await;
    shown.shows("+ new").shows("DATABASE_URL").hides(HIDDEN);
    browser
        .get("/projects/shop/secrets")
        .await
        .hides("DATABASE_URL");
    let imported = browser.post("/projects/shop/secrets/import", &form).await;
    assert_eq!(
        imported.location(),
        "/projects/shop/secrets?path=%2F",
        "{}",
        imported.body
    );
    let grid = browser.get("/projects/shop/secrets").await;
    grid.shows("2 new, 0 changed, 0 unchanged")
        .shows("DATABASE_URL")
        .hides(HIDDEN);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_names_its_line() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let form = [
        ("environment", "dev"),
        ("path", "/"),
        ("separator", ":"),
        ("format", "json"),
        ("text", "{\n  \"a\": 1,\n  \"b\" 2\n}"),
    ];
    let answer = browser.post("/projects/shop/secrets/import", &form).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    answer.shows("ine 3");
}

#[tokio::test]
async fn a_folder_shows_how_many_secrets_each_environment_has_in_it() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let made = browser
        .post(
            "/projects/shop/secrets/folders",
            &[("path", "/"), ("name", "payments")],
        )
        .await;
    assert_eq!(made.location(), "/projects/shop/secrets?path=%2Fpayments");
    let form = [
        ("path", "/payments"),
        ("key", "STRIPE_KEY"),
        ("value", HIDDEN),
        ("kind", "secret"),
        ("environment.dev", "on"),
        ("environment.prod", "on"),
    ];
    browser.post("/projects/shop/secrets/new", &form).await;
    browser
        .get("/projects/shop/secrets")
        .await
        .shows("STRIPE_KEY is saved");
    let root = browser.get("/projects/shop/secrets").await;
    root.shows("▸ payments/").hides("STRIPE_KEY");
    assert_eq!(root.body.matches("<td class=\"muted\">1</td>").count(), 2);
    browser
        .get("/projects/shop/secrets?path=/payments")
        .await
        .shows("STRIPE_KEY");
    let missing = browser.get("/projects/shop/secrets?path=/nowhere").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}
