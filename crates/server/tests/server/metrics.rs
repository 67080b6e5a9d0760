//! The figures that an operator's monitoring reads.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::fixture::{Answer, Fixture, METRICS_TOKEN};

async fn figures(site: &Fixture) -> String {
    let request = Request::get("/metrics")
        .header(header::HOST, "10.0.0.7:8080")
        .header(header::AUTHORIZATION, format!("Bearer {METRICS_TOKEN}"));
    let answer: Answer = site
        .browser()
        .send(request.body(Body::empty()).unwrap())
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.body
}

#[tokio::test]
async fn requests_are_counted_by_the_route_and_never_by_a_name() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    browser.get("/projects/shop/secrets").await;
    browser.get("/projects/shop/secrets").await;
    browser.get("/no-such-page").await;
    let text = figures(&site).await;
    let line = "keyferry_http_requests_total{method=\"GET\",\
                route=\"/projects/{project}/secrets\",status=\"2xx\"} 2";
    assert!(text.contains(line), "{text}");
    assert!(text.contains("keyferry_http_request_duration_seconds_bucket{"));
    assert!(
        !text.contains("shop") && !text.contains("no-such-page"),
        "{text}"
    );
    assert!(text.ends_with("# EOF\n"), "{text}");
}

#[tokio::test]
async fn connections_are_counted_by_their_health() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    assert!(figures(&site).await.contains("keyferry_database_up 1\n"));
    site.connect(&browser).await;
    let text = figures(&site).await;
    assert!(
        text.contains("keyferry_connections{health=\"healthy\"} 1\n"),
        "{text}"
    );
    let asked = "keyferry_token_requests_total{result=\"succeeded\"} 1\n";
    assert!(text.contains(asked), "{text}");
    assert!(text.contains("keyferry_sync_overdue_seconds 0\n"), "{text}");
}

#[tokio::test]
async fn without_the_token_there_are_no_figures() {
    let site = Fixture::new().await;
    let answer = site.browser().get("/metrics").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(!answer.body.contains("keyferry_"), "{}", answer.body);
}
