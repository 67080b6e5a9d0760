//! A caller that runs wild waits; the others do not.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::fixture::{Answer, Fixture};

async fn list_projects(site: &Fixture, token: Option<&SecretString>) -> Answer {
    let mut request = Request::get("/api/v1/projects").header("accept", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {}", token.expose_secret()));
    }
    let request = request.body(Body::empty()).unwrap();
    site.browser().send(request).await
}

fn header(answer: &Answer, name: &str) -> Option<u32> {
    let value = answer.headers.get(name)?;
    value.to_str().unwrap().parse().ok()
}

#[tokio::test]
async fn one_request_too_many_waits_and_is_told_for_how_long() {
    let site = Fixture::new().await.limited_to(3);
    site.signed_in().await;
    let (robot, other) = (site.machine_token().await, site.machine_token().await);
    for remaining in [2, 1, 0] {
        let answer = list_projects(&site, Some(&robot)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(header(&answer, "x-ratelimit-limit"), Some(3));
        assert_eq!(header(&answer, "x-ratelimit-remaining"), Some(remaining));
        assert_eq!(header(&answer, "retry-after"), None);
    }
    let refused = list_projects(&site, Some(&robot)).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let wait = header(&refused, "retry-after").unwrap();
    assert!((1..=20).contains(&wait), "a third of a minute: {wait}");
    assert!(header(&refused, "x-ratelimit-reset").unwrap() >= wait);
    let body: Value = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(body["error"], "RateLimitExceeded");
    assert_eq!(body["statusCode"], 429);

    let answer = list_projects(&site, Some(&other)).await;
    assert_eq!(answer.status, StatusCode::OK, "another machine goes on");
}

#[tokio::test]
async fn whoever_is_not_known_is_not_counted() {
    let site = Fixture::new().await.limited_to(1);
    for _ in 0..3 {
        let answer = list_projects(&site, None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(header(&answer, "x-ratelimit-limit"), None);
    }
}
