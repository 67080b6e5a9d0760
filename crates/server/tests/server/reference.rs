//! The API's description: the document is kept in `docs/openapi.json`, so that every change of the
//! API shows in a review.

use std::path::PathBuf;

use serde_json::Value;

use crate::fixture::Fixture;

const ANEW: &str = "KEYFERRY_WRITE_DOCS=1 cargo test -p server --test server reference";

#[tokio::test]
async fn the_document_that_is_kept_is_the_one_that_is_served() {
    let site = Fixture::new().await;
    let answer = site.browser().get("/api/docs/openapi.json").await;
    let served: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(served["openapi"], "3.1.0");
    let text = serde_json::to_string_pretty(&served).unwrap() + "\n";
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    if std::env::var_os("KEYFERRY_WRITE_DOCS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == text,
        "docs/openapi.json is not what is served: look at the change and write it anew: {ANEW}"
    );
}

#[tokio::test]
async fn the_reference_can_be_read_by_whoever_is_not_signed_in() {
    let site = Fixture::new().await;
    let page = site.browser().get("/api/docs").await;
    page.shows("API reference")
        .shows("/api/v1/projects/{projectId}")
        .shows("Create a project")
        .shows("When it fails");
    assert_eq!(page.body.matches("<h1").count(), 1);
}
