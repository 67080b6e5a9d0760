//! What holds for every route: spellings that clients may use, and how refusals look.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use super::{Machine, read};
use crate::fixture::Answer;

/// A refusal in Infisical's form, with one id for the header and the body.
#[track_caller]
fn refusal(answer: &Answer, status: u16, error: &str) -> Value {
    let body = read(answer);
    assert_eq!(answer.status.as_u16(), status, "{body}");
    assert_eq!(body["statusCode"], status, "{body}");
    assert_eq!(body["error"], error, "{body}");
    let id = body["reqId"].as_str().unwrap();
    assert_eq!(answer.headers["x-request-id"], id);
    let letters = id.strip_prefix("req-").unwrap();
    assert_eq!(letters.len(), 14, "{id}");
    assert!(letters.chars().all(|c| c.is_ascii_alphanumeric()), "{id}");
    body
}

#[tokio::test]
async fn a_route_that_is_not_there_is_named_whatever_the_method() {
    let machine = Machine::new().await;
    for (method, path) in [
        ("GET", "/api/v9/nothing"),
        ("PUT", "/api/v1/workspace"),
        ("OPTIONS", "/api/v1/workspace"),
        ("POST", "/api/v1/projects/a/b/c/d"),
        ("GET", "/api"),
    ] {
        let answer = machine.send(method, path, "").await;
        let body = refusal(&answer, 404, "NotFound");
        assert_eq!(body["message"], format!("Route {method}:{path} not found"));
    }
}

#[tokio::test]
async fn a_slash_at_the_end_and_a_content_type_without_a_body_make_no_difference() {
    let machine = Machine::new().await;
    let id = machine.project("shop").await;
    for path in [
        "/api/v1/workspace/".to_owned(),
        format!("/api/v1/workspace/{id}/"),
        "/api/v2/workspace/shop/".to_owned(),
        "/api/status/".to_owned(),
        format!("/api/v1/folders/?workspaceId={id}&environment=dev"),
    ] {
        machine.done("GET", &path, Value::Null).await;
    }
}

#[tokio::test]
async fn of_a_field_that_is_sent_twice_the_last_counts_and_strangers_are_ignored() {
    let machine = Machine::new().await;
    let id = machine.project("shop").await;
    let path = format!(
        "/api/v1/folders?workspaceId=&workspaceSlug=&projectId={id}&environment=nowhere\
         &environment=dev&recursive=TRUE&App=x"
    );
    machine.done("GET", &path, Value::Null).await;
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let machine = Machine::new().await;
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    for body in ["{", "[]", "\"text\"", "{\"a\":\"\\ud800\"}", deep.as_str()] {
        let answer = machine
            .send("POST", "/api/v2/workspace", body.to_owned())
            .await;
        refusal(&answer, 400, "BadRequest");
    }
    let answer = machine
        .send(
            "POST",
            "/api/v2/workspace",
            b"{\"projectName\":\"\xff\"}".to_vec(),
        )
        .await;
    refusal(&answer, 400, "BadRequest");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_as_too_large() {
    let machine = Machine::new().await;
    let body = format!("{{\"projectName\":\"{}\"}}", "x".repeat(9 * 1024 * 1024));
    let answer = machine.send("POST", "/api/v2/workspace", body).await;
    refusal(&answer, 413, "PayloadTooLarge");
}

#[tokio::test]
async fn a_missing_or_wrong_field_is_named_with_its_types() {
    let machine = Machine::new().await;
    for (body, received) in [
        (json!({}), "undefined"),
        (json!({ "projectName": "" }), "undefined"),
        (json!({ "projectName": 7 }), "number"),
    ] {
        let answer = machine
            .send("POST", "/api/v2/workspace", body.to_string())
            .await;
        let body = refusal(&answer, 422, "ValidationFailure");
        let issue = &body["message"][0];
        assert_eq!(issue["path"], json!(["projectName"]));
        assert_eq!(issue["code"], "invalid_type");
        assert_eq!(
            (&issue["expected"], &issue["received"]),
            (&json!("string"), &json!(received))
        );
    }
}

#[tokio::test]
async fn texts_that_no_database_takes_are_refused_by_their_field() {
    let machine = Machine::new().await;
    let id = machine.project("shop").await;
    let long = "x".repeat(200_000);
    let deep = "/folder".repeat(400);
    let projects = "/api/v2/workspace";
    let folders = "/api/v1/folders";
    let folder = |field: &str, value: &str| {
        let mut body = json!({ "workspaceId": id, "environment": "dev", "name": "app" });
        body[field] = json!(value);
        body
    };
    for (path, body, field) in [
        (projects, json!({ "projectName": "a\0b" }), "projectName"),
        (projects, json!({ "projectName": long }), "projectName"),
        (
            projects,
            json!({ "projectName": "Shop", "slug": "a\0" }),
            "slug",
        ),
        (
            projects,
            json!({ "projectName": "Shop", "slug": long }),
            "slug",
        ),
        (
            projects,
            json!({ "projectName": "Shop", "projectDescription": long }),
            "projectDescription",
        ),
        (folders, folder("name", &long), "name"),
        (folders, folder("name", "a\0"), "name"),
        (folders, folder("path", &deep), "secretPath"),
        (folders, folder("environment", "\0"), "environment"),
        (folders, folder("description", "\0"), "description"),
    ] {
        let answer = machine.send("POST", path, body.to_string()).await;
        let body = refusal(&answer, 422, "ValidationFailure");
        assert_eq!(body["message"][0]["path"], json!([field]), "{body}");
    }
    for path in [
        format!("/api/v1/folders?workspaceId={id}&environment=dev&path=%00"),
        "/api/v2/workspace/%00".to_owned(),
        "/api/v1/folders/%00".to_owned(),
    ] {
        let answer = machine.send("GET", &path, "").await;
        refusal(&answer, 422, "ValidationFailure");
    }
}

#[tokio::test]
async fn a_denial_is_told_in_infisicals_words() {
    let machine = Machine::new().await;
    let answer = machine.browser.get("/api/v1/workspace").await;
    refusal(&answer, 401, "UnauthorizedError");
    let bad = Request::get("/api/v1/workspace").header(header::AUTHORIZATION, "Bearer st.a.b.c");
    let answer = machine.browser.send(bad.body(Body::empty()).unwrap()).await;
    refusal(&answer, 403, "TokenError");
}

#[tokio::test]
async fn what_is_refused_before_a_route_is_reached_is_json_too() {
    let machine = Machine::new().await;
    let elsewhere = machine
        .request("GET", "/api/v1/workspace")
        .header(header::HOST, "elsewhere.example");
    let answer = machine
        .browser
        .send(elsewhere.body(Body::empty()).unwrap())
        .await;
    let body = refusal(&answer, 421, "BadRequest");
    assert!(
        body["message"].as_str().unwrap().contains("SITE_URL"),
        "{body}"
    );
    let crossed = machine
        .request("POST", "/api/v2/workspace")
        .header(header::ORIGIN, "https://elsewhere.example")
        .header("sec-fetch-site", "cross-site");
    let answer = machine
        .browser
        .send(crossed.body(Body::from("{}")).unwrap())
        .await;
    refusal(&answer, 403, "PermissionDenied");
}

#[tokio::test]
async fn the_status_is_told_to_anybody() {
    let machine = Machine::new().await;
    let answer = machine.browser.get("/api/status").await;
    assert_eq!(answer.status, StatusCode::OK);
    let status = read(&answer);
    assert_eq!(status["message"], "Ok");
    assert!(status["date"].is_string() && status["emailConfigured"].is_boolean());
}
