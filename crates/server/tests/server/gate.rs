//! Set-up, signing in and out.

use axum::http::StatusCode;

use crate::fixture::{Fixture, PASSWORD};

#[tokio::test]
async fn the_first_visitor_is_led_to_set_up_and_the_next_to_signing_in() {
    let site = Fixture::new().await;
    let browser = site.browser();
    assert_eq!(
        browser.get("/projects").await.location(),
        "/sign-in?next=/projects"
    );
    assert_eq!(browser.get("/sign-in").await.location(), "/setup");
    browser.set_up().await;
    let somebody = site.browser();
    assert_eq!(somebody.get("/setup").await.location(), "/sign-in");
}

#[tokio::test]
async fn a_wrong_set_up_code_keeps_the_form_and_not_the_password() {
    let site = Fixture::new().await;
    let answer = site
        .browser()
        .post(
            "/setup",
            &[
                ("code", "guess"),
                ("organization", "Contoso"),
                ("email", "ada@contoso.com"),
                ("password", PASSWORD),
            ],
        )
        .await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    answer
        .shows("value=\"Contoso\"")
        .shows("role=\"alert\"")
        .hides(PASSWORD)
        .hides("guess");
}

#[tokio::test]
async fn a_wrong_password_says_so_and_the_right_one_leads_back() {
    let site = Fixture::new().await;
    site.signed_in().await;
    let browser = site.browser();
    let refused = browser.sign_in("not the password").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    refused
        .shows("role=\"alert\"")
        .shows("value=\"ada@contoso.com\"");
    let form = [
        ("email", "ada@contoso.com"),
        ("password", PASSWORD),
        ("next", "/projects/shop/syncs"),
    ];
    assert_eq!(
        browser.post("/sign-in", &form).await.location(),
        "/projects/shop/syncs"
    );
    let astray = [form[0], form[1], ("next", "https://evil.example/")];
    assert_eq!(
        browser.post("/sign-in", &astray).await.location(),
        "/projects"
    );
}

#[tokio::test]
async fn signing_in_again_ends_the_session_the_browser_had() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let first = browser.cookie("keyferry").unwrap();
    browser.sign_in(PASSWORD).await;
    assert_ne!(browser.cookie("keyferry").unwrap(), first);
    let thief = site.browser();
    let request = axum::http::Request::get("/projects")
        .header("cookie", format!("keyferry={first}"))
        .body(axum::body::Body::empty())
        .unwrap();
    assert!(thief.send(request).await.location().starts_with("/sign-in"));
}

#[tokio::test]
async fn after_signing_out_pages_ask_to_sign_in() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    assert_eq!(browser.post("/sign-out", &[]).await.location(), "/sign-in");
    assert_eq!(browser.cookie("keyferry"), None);
    assert!(
        browser
            .get("/projects/shop/secrets")
            .await
            .location()
            .starts_with("/sign-in")
    );
    let fragment = browser.swap("/projects/shop/secrets/reveal", &[]).await;
    assert_eq!(fragment.headers["hx-redirect"], "/sign-in");
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let site = Fixture::new().await;
    let browser = site.browser();
    browser.set_up().await;
    let signed_in = browser.sign_in(PASSWORD).await;
    let cookie = signed_in.set_cookie("keyferry");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(!cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn over_https_the_session_cookie_is_bound_to_the_host() {
    let site = Fixture::at("https://keys.example.com", true).await;
    let browser = site.browser();
    let form = "code=one-time-code&organization=Contoso&email=ada%40contoso.com&password=correct+horse+battery";
    let request = axum::http::Request::post("/setup")
        .header("host", "keys.example.com")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(form))
        .unwrap();
    let answer = browser.send(request).await;
    for name in ["__Host-keyferry", "__Host-keyferry-device"] {
        let cookie = answer.set_cookie(name);
        assert!(
            cookie.contains("Secure") && cookie.contains("Path=/"),
            "{cookie}"
        );
    }
    assert!(answer.headers.contains_key("strict-transport-security"));
}
