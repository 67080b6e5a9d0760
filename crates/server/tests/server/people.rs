//! The people, the links that let them in, and their own accounts.

use axum::http::StatusCode;

use crate::fixture::{Answer, Browser, EMAIL, Fixture, PASSWORD};

const BOB: &str = "bob@contoso.com";
const BOBS_PASSWORD: &str = "a password that bob chose";

async fn invite(by: &Browser, role: &str) -> String {
    let form = [("email", BOB), ("role", role), ("project", "")];
    let made = by.post("/people/invite", &form).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    link_of(&made)
}

/// The path of the link that a page shows.
fn link_of(made: &Answer) -> String {
    let (_, rest) = made.body.split_once(r#"data-test="link">"#).unwrap();
    let url = rest.split_once('<').unwrap().0;
    url.strip_prefix("http://localhost:8080")
        .unwrap()
        .to_owned()
}

/// A browser whose person has joined by a link.
async fn joined(site: &Fixture, link: &str) -> Browser {
    let browser = site.browser();
    let form = [("name", "Bob"), ("password", BOBS_PASSWORD)];
    let joined = browser.post(link, &form).await;
    assert_eq!(joined.location(), "/projects", "{}", joined.body);
    browser
}

async fn page_of(admin: &Browser, email: &str) -> String {
    let list = admin.get("/people").await;
    let row = format!(r#"data-person="{email}"><td><a href=""#);
    let (_, rest) = list.body.split_once(&row).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn somebody_is_invited_joins_and_is_listed() {
    let site = Fixture::new().await;
    let ada = site.signed_in().await;
    ada.get("/people")
        .await
        .shows("Only you so far.")
        .shows(r#"href="/people""#);
    let link = invite(&ada, "member").await;
    ada.get("/people").await.shows("Join as member");
    let welcome = site.browser().get(&link).await;
    welcome.shows("Join Contoso").shows(EMAIL).shows(BOB);
    let bob = joined(&site, &link).await;
    bob.get("/projects").await.hides(r#"href="/people""#);
    assert_eq!(bob.get("/people").await.status, StatusCode::FORBIDDEN);
    ada.get("/people")
        .await
        .shows("2 people can sign in here.")
        .hides("Join as member");
}

#[tokio::test]
async fn the_address_of_a_link_is_kept_from_caches_and_later_pages() {
    let site = Fixture::new().await;
    let ada = site.signed_in().await;
    let link = invite(&ada, "member").await;
    for path in [link.as_str(), "/welcome/unknown"] {
        let answer = site.browser().get(path).await;
        assert_eq!(answer.headers["referrer-policy"], "strict-origin");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["x-robots-tag"], "noindex, nofollow");
    }
    let token = link.rsplit('/').next().unwrap();
    ada.get("/people").await.hides(token);
}

#[tokio::test]
async fn a_link_that_does_not_work_says_so() {
    let site = Fixture::new().await;
    let ada = site.signed_in().await;
    let link = invite(&ada, "member").await;
    joined(&site, &link).await;
    for path in [link.as_str(), "/welcome/unknown"] {
        let refused = site.browser().get(path).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        refused.shows("used already");
    }
}

#[tokio::test]
async fn joining_names_the_field_that_cannot_be_used_and_keeps_the_name() {
    let site = Fixture::new().await;
    let link = invite(&site.signed_in().await, "member").await;
    let form = [("name", "Bob"), ("password", "short word")];
    let refused = site.browser().post(&link, &form).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    refused
        .shows("value=\"Bob\"")
        .shows("Use at least 12 characters")
        .hides("short word");
}

#[tokio::test]
async fn a_role_is_given_and_the_last_admin_keeps_theirs() {
    let site = Fixture::new().await;
    let ada = site.signed_in().await;
    let own = page_of(&ada, EMAIL).await;
    let refused = ada
        .post(&format!("{own}/role"), &[("role", "member")])
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    refused.shows("This is the only admin");
    let refused = ada.post(&format!("{own}/remove"), &[]).await;
    refused.shows("This is the only admin");
    let bob = joined(&site, &invite(&ada, "member").await).await;
    let bobs = page_of(&ada, BOB).await;
    let given = ada
        .post(&format!("{bobs}/role"), &[("role", "admin")])
        .await;
    assert_eq!(given.location(), "/people");
    assert_eq!(bob.get("/people").await.status, StatusCode::OK);
    let given = ada
        .post(&format!("{own}/role"), &[("role", "member")])
        .await;
    assert_eq!(given.location(), "/projects");
    assert_eq!(ada.get("/people").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whoever_is_removed_has_to_leave() {
    let site = Fixture::new().await;
    let ada = site.signed_in().await;
    let bob = joined(&site, &invite(&ada, "admin").await).await;
    let bobs = page_of(&ada, BOB).await;
    let removed = ada.post(&format!("{bobs}/remove"), &[]).await;
    assert_eq!(removed.location(), "/people");
    assert_eq!(bob.get("/people").await.location(), "/sign-in");
    ada.get("/people").await.hides(r#"data-person="bob"#);
}

#[tokio::test]
async fn a_reset_link_leads_to_a_new_password() {
    let site = Fixture::new().await;
    let ada = site.signed_in().await;
    let bob = joined(&site, &invite(&ada, "member").await).await;
    let bobs = page_of(&ada, BOB).await;
    let link = link_of(&ada.post(&format!("{bobs}/reset-link"), &[]).await);
    ada.get("/people").await.shows("Choose a new password");
    let browser = site.browser();
    browser.get(&link).await.shows("Choose a new password");
    let form = [("password", "another password of bob's")];
    assert_eq!(browser.post(&link, &form).await.location(), "/projects");
    assert_eq!(bob.get("/account").await.location(), "/sign-in");
}

#[tokio::test]
async fn a_new_password_is_chosen_knowing_the_old_one() {
    let site = Fixture::new().await;
    let ada = site.signed_in().await;
    let elsewhere = site.browser();
    elsewhere.sign_in(PASSWORD).await;
    let new = "a new password of ada's";
    let refused = ada
        .post(
            "/account/password",
            &[("current", "wrong"), ("password", new)],
        )
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    refused.shows("This is not your password").hides(new);
    let form = [("current", PASSWORD), ("password", new)];
    let changed = ada.post("/account/password", &form).await;
    assert_eq!(changed.location(), "/account", "{}", changed.body);
    ada.get("/account")
        .await
        .shows("(this one)")
        .hides("Sign out everywhere else");
    assert_eq!(elsewhere.get("/account").await.location(), "/sign-in");
    let again = site.browser();
    assert_eq!(again.sign_in(new).await.location(), "/projects");
}

#[tokio::test]
async fn other_browsers_are_signed_out_one_by_one_and_all_at_once() {
    let site = Fixture::new().await;
    let ada = site.signed_in().await;
    let others = [site.browser(), site.browser(), site.browser()];
    for other in &others {
        other.sign_in(PASSWORD).await;
    }
    let page = ada.get("/account").await;
    let (_, rest) = page
        .body
        .split_once(r#"action="/account/sessions/"#)
        .unwrap();
    let (_, rest) = rest.split_once(r#"action="/account/sessions/"#).unwrap();
    let id = rest.split_once('/').unwrap().0;
    let ended = ada.post(&format!("/account/sessions/{id}/end"), &[]).await;
    assert_eq!(ended.location(), "/account");
    let mut left = 0;
    for other in &others {
        left += usize::from(other.get("/account").await.status == StatusCode::OK);
    }
    assert_eq!(left, 2);
    ada.post("/account/sessions/end-others", &[]).await;
    ada.get("/account").await.shows("Signed out of 2 browsers.");
    for other in &others {
        assert_eq!(other.get("/account").await.location(), "/sign-in");
    }
}

#[tokio::test]
async fn too_many_wrong_passwords_wait_with_one_text_for_every_account() {
    let site = Fixture::new().await;
    let ada = site.signed_in().await;
    let mut texts = Vec::new();
    for email in [EMAIL, "eve@contoso.com"] {
        let browser = site.browser();
        let form = [("email", email), ("password", "a wrong password")];
        for _ in 0..10 {
            let refused = browser.post("/sign-in", &form).await;
            assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        }
        let waits = browser.post("/sign-in", &form).await;
        assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
        let seconds: u64 = waits.headers["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((800..=900).contains(&seconds), "{seconds}");
        waits.shows("There were too many attempts.");
        texts.push(waits.body.replace(email, ""));
    }
    assert_eq!(texts[0], texts[1]);
    assert_eq!(ada.get("/account").await.status, StatusCode::OK);
}
