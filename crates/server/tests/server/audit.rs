//! The audit log: the page with its filters, and the API's route.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use secrecy::ExposeSecret;
use serde_json::Value;
use service::{Origin, access};

use crate::fixture::{Browser, Fixture};

async fn site_with_records() -> (Fixture, Browser) {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    for key in ["FIRST", "SECOND"] {
        let form = [
            ("path", "/"),
            ("key", key),
            ("value", "1"),
            ("kind", "config"),
            ("environment.dev", "on"),
        ];
        let added = browser.post("/projects/shop/secrets/new", &form).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    }
    (site, browser)
}

#[tokio::test]
async fn the_page_filters_by_who_what_and_when_and_keeps_what_was_asked() {
    let (_site, browser) = site_with_records().await;
    let all = browser.get("/projects/shop/audit").await;
    all.shows("create-project</td>")
        .shows("create-secret</td>")
        .hides("Clear</a>");
    for (query, shown, hidden) in [
        (
            "event=create-project",
            "create-project</td>",
            "create-secret</td>",
        ),
        (
            "actor=ada%40contoso.com&kind=user",
            "create-secret</td>",
            "No record fits",
        ),
        (
            "kind=identity",
            "No record fits",
            "data-test=\"audit-record\"",
        ),
        (
            "from=2020-01-01&to=2020-01-02",
            "No record fits",
            "data-test=\"audit-record\"",
        ),
        ("from=yesterday", "Write days like", "create-project</td>"),
        ("offset=1000", "Newer</a>", "Older</a>"),
    ] {
        let page = browser.get(&format!("/projects/shop/audit?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        page.shows(shown).hides(hidden);
    }
    let kept = browser
        .get("/projects/shop/audit?event=get-secret&kind=user&from=2026-01-02")
        .await;
    kept.shows("value=\"get-secret\"")
        .shows("value=\"user\" selected")
        .shows("value=\"2026-01-02\"")
        .shows("Clear</a>");
}

#[tokio::test]
async fn the_api_finds_records_by_event_and_says_where_each_stands() {
    let (site, browser) = site_with_records().await;
    let form = [("name", "robot"), ("role", "admin")];
    let made = browser.post("/settings/identities", &form).await;
    let part = |mark: &str| {
        let (_, rest) = made.body.split_once(mark).unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    };
    let (client, secret) = (
        part(r#"data-test="client-id">"#),
        part(r#"data-test="client-secret">"#),
    );
    let grant = access::universal_auth(&site.service, &client, &secret.into(), &Origin::default())
        .await
        .unwrap();
    let robot = site.browser();
    let ask = async |query: &str| {
        let request = Request::get(format!("/api/v1/organization/audit-logs?{query}"))
            .header(
                header::AUTHORIZATION,
                format!("Bearer {}", grant.token.expose_secret()),
            )
            .body(Body::empty())
            .unwrap();
        let answer = robot.send(request).await;
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        (answer.status, body)
    };
    let (status, found) = ask("eventType=create-project,login-identity-universal-auth").await;
    assert_eq!(status, StatusCode::OK, "{found}");
    let records = found["auditLogs"].as_array().unwrap();
    let events: Vec<_> = records.iter().map(|it| &it["event"]["type"]).collect();
    assert_eq!(events, ["login-identity-universal-auth", "create-project"]);
    assert_eq!(records[0]["actor"]["type"], "identity");
    assert_eq!(records[0]["actor"]["metadata"]["name"], "robot");
    assert_eq!(records[1]["actor"]["metadata"]["email"], "ada@contoso.com");
    assert_eq!(records[1]["ipAddress"], Value::Null);
    assert!(records[1]["keyferry"]["record"].is_u64());

    let (_, one) = ask("limit=1&offset=1").await;
    assert_eq!(one["auditLogs"].as_array().unwrap().len(), 1);
    let (status, refused) = ask("startDate=yesterday").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused["message"][0]["path"][0], "startDate");
}
