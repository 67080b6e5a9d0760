//! What is true of every answer.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::fixture::Fixture;

#[tokio::test]
async fn a_page_may_run_only_our_own_scripts_and_is_not_kept() {
    let site = Fixture::new().await;
    let page = site.browser().get("/setup").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"),
        "{policy}"
    );
    assert!(
        policy.contains(&format!("form-action 'self' {}", site.emulator.http_url())),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    assert_eq!(page.headers["x-request-id"].len(), 18);
}

#[tokio::test]
async fn no_page_has_inline_scripts_styles_or_handlers() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    for path in [
        "/projects",
        "/projects/new",
        "/settings",
        "/projects/shop/secrets",
        "/projects/shop/secrets/new",
        "/projects/shop/secrets/import",
        "/projects/shop/connections",
        "/projects/shop/connections/new",
        "/projects/shop/connections/new/azure-app-configuration",
        "/projects/shop/connections/contoso-prod",
        "/projects/shop/connections/contoso-prod/edit",
        "/projects/shop/syncs",
        "/projects/shop/syncs/new",
        "/projects/shop/audit",
        "/nowhere",
    ] {
        let page = browser.get(path).await;
        for forbidden in [
            " style=",
            " onclick=",
            "<style",
            "<script>",
            "javascript:",
            "hx-on",
        ] {
            assert!(!page.body.contains(forbidden), "{path}: {forbidden}");
        }
        assert_eq!(page.body.matches("<h1").count(), 1, "{path}");
        assert_eq!(page.body.matches("<main").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn every_field_has_a_label() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    for path in [
        "/projects/new",
        "/settings",
        "/projects/shop/connections/new/azure-app-configuration",
    ] {
        let page = browser.get(path).await;
        for field in page.body.split("<input ").skip(1) {
            let field = field.split('>').next().unwrap();
            if field.contains("type=\"hidden\"") || field.contains("aria-label=") {
                continue;
            }
            let id = field
                .split("id=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap();
            page.shows(&format!("<label for=\"{id}\""));
        }
    }
}

#[tokio::test]
async fn a_request_to_another_name_is_refused() {
    let site = Fixture::new().await;
    let request = Request::get("/setup")
        .header("host", "rebound.example")
        .body(Body::empty());
    let answer = site.browser().send(request.unwrap()).await;
    assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST);
    answer.shows("http://localhost:8080");
    let probe = Request::get("/healthz")
        .header("host", "10.0.0.7:8080")
        .body(Body::empty());
    assert_eq!(
        site.browser().send(probe.unwrap()).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_post_from_another_site_is_refused_before_it_does_anything() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        let request = Request::post("/projects/new")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(name, value)
            .body(Body::from("name=Planted"));
        let answer = browser.send(request.unwrap()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
    }
    browser.get("/projects").await.hides("Planted");
}

#[tokio::test]
async fn assets_may_be_kept_for_good_because_their_address_names_their_content() {
    let site = Fixture::new().await;
    let page = site.browser().get("/setup").await;
    let address = page
        .body
        .split("stylesheet\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let asset = site.browser().get(address).await;
    assert_eq!(asset.status, StatusCode::OK);
    assert_eq!(asset.headers["content-type"], "text/css; charset=utf-8");
    assert_eq!(
        asset.headers["cache-control"],
        "public, max-age=31536000, immutable"
    );
    let gone = site
        .browser()
        .get("/assets/0000000000000000/keyferry.css")
        .await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_unknown_address_has_a_page_that_names_the_request() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let answer = browser.get("/projects/nowhere/secrets").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    answer.shows("There is no project “nowhere” here.");
    let id = answer.headers["x-request-id"].to_str().unwrap();
    answer.shows(id);
    let page = browser.get("/%3Cscript%3Ealert(1)").await;
    page.hides("<script>alert");
}

#[tokio::test]
async fn the_probes_answer() {
    let site = Fixture::new().await;
    assert_eq!(site.browser().get("/healthz").await.body, "ok\n");
    assert_eq!(site.browser().get("/readyz").await.body, "ready\n");
}
