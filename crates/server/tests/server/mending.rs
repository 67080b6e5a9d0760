//! Mending a connection: as another account, by a link, and with the credentials that come next.

use axum::http::StatusCode;

use crate::fixture::{Answer, Browser, Fixture};

const PAGE: &str = "/projects/shop/connections/contoso-prod";
const NEW: &str = "/projects/shop/connections/new/azure-app-configuration";

/// The path of a link made on the connection's page.
async fn link(browser: &Browser) -> String {
    let made = browser.post(&format!("{PAGE}/reconnect-link"), &[]).await;
    made.shows("it is not shown again");
    let (_, rest) = made.body.split_once("/reconnect/").unwrap();
    format!("/reconnect/{}", &rest[..64])
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers[name].to_str().unwrap()
}

#[tokio::test]
async fn the_page_of_a_link_is_kept_to_the_browser_that_opened_it() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    let link = link(&browser).await;
    let shown = site.browser().get(&link).await;
    assert_eq!(shown.status, StatusCode::OK);
    shown
        .shows("Sign contoso-prod in again")
        .shows("ada@contoso.com asks you to")
        .shows(&site.demo.service.client_id.to_string())
        .hides("projects/shop");
    assert_eq!(header(&shown, "cache-control"), "no-store");
    assert_eq!(header(&shown, "referrer-policy"), "strict-origin");
    assert_eq!(header(&shown, "x-robots-tag"), "noindex, nofollow");
}

#[tokio::test]
async fn a_link_takes_a_new_secret_once() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    let link = link(&browser).await;
    let theirs = site.browser();
    let wrong = [("client-secret.clientSecret", "not-the-secret")];
    let refused = theirs.post(&link, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused
        .shows("did not accept the client secret")
        .hides("not-the-secret");
    let right = [(
        "client-secret.clientSecret",
        site.demo.service.client_secret,
    )];
    theirs
        .post(&link, &right)
        .await
        .shows("contoso-prod works again");
    let spent = theirs.get(&link).await;
    assert_eq!(spent.status, StatusCode::BAD_REQUEST);
    spent.shows("This link was used already");
}

#[tokio::test]
async fn a_sign_in_by_link_comes_back_to_the_browser_that_left() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let form = [("name", "contoso-prod"), ("method", "oauth")];
    let sent = browser.post(NEW, &form).await;
    let back = site.at_microsoft(sent.location(), "accept").await;
    browser.get(&back).await;
    let link = link(&browser).await;

    let theirs = site.browser();
    let left = theirs.post(&link, &[]).await;
    let cookie = header(&left, "set-cookie");
    for part in ["keyferry-link=", "HttpOnly", "SameSite=Lax", "Max-Age=600"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let back = site.at_microsoft(left.location(), "accept").await;
    let elsewhere = site.browser().get(&back).await;
    assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST);
    elsewhere.shows("started in another browser");

    let left = theirs.post(&link, &[]).await;
    let back = site.at_microsoft(left.location(), "accept").await;
    theirs.get(&back).await.shows("contoso-prod works again");
}

#[tokio::test]
async fn another_account_is_a_question_that_is_answered_once() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let form = [("name", "contoso-prod"), ("method", "oauth")];
    let sent = browser.post(NEW, &form).await;
    let back = site.at_microsoft(sent.location(), "accept").await;
    browser.get(&back).await;
    let sent = browser.post(&format!("{PAGE}/reconnect"), &[]).await;
    let back = site
        .at_microsoft_as(site.demo.outsider, sent.location(), "accept")
        .await;
    let asked = browser.get(&back).await;
    asked.shows(site.demo.owner).shows(site.demo.outsider);
    let (_, rest) = asked.body.split_once("name=\"pending\" value=\"").unwrap();
    let pending = rest.split('"').next().unwrap();
    let action = "/organization/app-connections/azure/oauth/account";
    let answer = [("pending", pending), ("answer", "use")];
    let used = browser.post(action, &answer).await;
    assert_eq!(used.location(), "/projects/shop/connections");
    browser.get(PAGE).await.shows(site.demo.outsider);
    let again = browser.post(action, &answer).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_application_in_place_of_another_is_a_question_too() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    let tenant = site.demo.tenant_id.to_string();
    let client = site.demo.service.client_id.to_string();
    let mut form = vec![
        ("name", "contoso-prod"),
        ("client-secret.tenantId", tenant.as_str()),
        ("client-secret.clientId", client.as_str()),
        (
            "client-secret.clientSecret",
            site.demo.service.client_secret,
        ),
    ];
    let edit = format!("{PAGE}/edit");
    let asked = browser.post(&edit, &form).await;
    asked
        .shows("Another account")
        .shows("Use this account")
        .shows("Enter it once more")
        .hides(site.demo.service.client_secret);
    form.push(("acceptOtherAccount", "on"));
    assert_eq!(browser.post(&edit, &form).await.location(), PAGE);
    browser.get(PAGE).await.shows(&tenant);
}

#[tokio::test]
async fn the_next_secret_is_tried_kept_and_forgotten() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    let next = "the-next-secret";
    site.emulator.control().directory(|directory| {
        let mut app = directory.app(site.demo.service.client_id).unwrap().clone();
        let mut second = app.secrets[0].clone();
        next.clone_into(&mut second.value);
        app.secrets.push(second);
        directory.add_app(app);
    });
    let to = format!("{PAGE}/next-credentials");
    let wrong = browser
        .post(&to, &[("client-secret.clientSecret", "wrong")])
        .await;
    wrong.shows("did not accept the client secret");
    let kept = browser
        .post(&to, &[("client-secret.clientSecret", next)])
        .await;
    assert_eq!(kept.location(), PAGE);
    let page = browser.get(PAGE).await;
    page.shows("The next ones take over").hides(next);
    browser.post(&format!("{to}/delete"), &[]).await;
    browser.get(PAGE).await.shows("Add the next one");
}
