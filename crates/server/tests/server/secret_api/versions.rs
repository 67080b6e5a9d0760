//! The versions of a secret.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use super::client::{Client, Reply};

/// A secret in so many versions, with values `value 1`, `value 2` …; gives the route of its versions.
async fn changed(client: &Client, versions: usize) -> String {
    let path = "/api/v3/secrets/raw/KEY";
    let body = client.in_dev(json!({ "secretValue": "value 1" }));
    let made = client.post(path, body).await;
    for version in 2..=versions {
        let body = client.in_dev(json!({ "secretValue": format!("value {version}") }));
        client.patch(path, body).await.value("/secret/id");
    }
    format!("/api/v1/secret/{}/secret-versions", made.text("/secret/id"))
}

fn numbers(listed: &Reply) -> Vec<i64> {
    let versions = listed.value("/secretVersions").as_array().unwrap().iter();
    versions
        .map(|one| one["version"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn versions_are_listed_newest_first_a_page_at_a_time() {
    let client = Client::new().await;
    let route = changed(&client, 3).await;
    let all = client.get(&route).await;
    assert_eq!(numbers(&all), [3, 2, 1]);
    let values = ["value 3", "value 2", "value 1"];
    assert_eq!(all.each("/secretVersions", "secretValue"), values);
    assert_eq!(all.each("/secretVersions", "secretKey"), ["KEY"; 3]);
    assert_eq!(all.text("/secretVersions/0/workspace"), client.project);
    assert_eq!(all.text("/secretVersions/0/actor/name"), "robot");
    let ids = all.each("/secretVersions", "id");
    assert!(ids[0] != ids[1] && !ids.contains(&all.text("/secretVersions/0/secretId")));
    let page = client.get(&format!("{route}?offset=1&limit=1")).await;
    assert_eq!(numbers(&page), [2]);
    let after = client.get(&format!("{route}?offset=3&limit=20")).await;
    assert_eq!(after.value("/secretVersions"), &json!([]));
}

#[tokio::test]
async fn values_of_versions_stay_hidden_when_they_are_not_asked_for() {
    let client = Client::new().await;
    let route = changed(&client, 1).await;
    let listed = client.get(&format!("{route}?viewSecretValue=false")).await;
    let version = listed.value("/secretVersions/0");
    assert_eq!(version["secretValue"], "<hidden-by-infisical>");
    assert_eq!(version["secretValueHidden"], true);
}

#[tokio::test]
async fn versions_that_did_not_change_are_not_sent_again() {
    let client = Client::new().await;
    let route = changed(&client, 2).await;
    let first = client.get(&route).await;
    let tag = first.headers[header::ETAG].to_str().unwrap();
    let again = client.get_unless(&route, tag).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    client.post(&format!("{route}/1/restore"), json!({})).await;
    let changed = client.get_unless(&route, tag).await;
    assert_eq!(numbers(&changed), [3, 2, 1]);
}

#[tokio::test]
async fn a_version_is_restored_as_a_new_one_that_names_it() {
    let client = Client::new().await;
    let route = changed(&client, 2).await;
    let restored = client.post(&format!("{route}/1/restore"), json!({})).await;
    assert_eq!(restored.value("/secret/version"), 3);
    assert_eq!(restored.value("/secret/secretValueHidden"), true);
    let listed = client.get(&route).await;
    assert_eq!(listed.text("/secretVersions/0/secretValue"), "value 1");
    let from = listed.value("/secretVersions/0/keyferry/restoredVersion");
    assert_eq!(from, &json!(1));
    let before = listed.value("/secretVersions/1/keyferry/restoredVersion");
    assert_eq!(before, &Value::Null);
}

#[tokio::test]
async fn what_cannot_be_restored_is_refused_with_the_reason() {
    let client = Client::new().await;
    let route = changed(&client, 2).await;
    let restore = async |version: &str, body: Value| {
        client
            .post(&format!("{route}/{version}/restore"), body)
            .await
    };
    let current = restore("2", json!({})).await;
    let message = current.refused(400).body["message"].as_str().unwrap();
    assert!(message.contains("current version"), "{message}");
    let missing = restore("9", json!({})).await;
    let message = missing.refused(404).body["message"].as_str().unwrap();
    assert!(message.contains("KEY v9"), "{message}");
    restore("1", json!({ "expectedVersion": 1 }))
        .await
        .refused(400);
    restore("one", json!({})).await.refused(422);
    let restored = restore("1", json!({ "expectedVersion": 2 })).await;
    assert_eq!(restored.value("/secret/version"), 3);
    let nobody = "/api/v1/secret/0198c0de-0000-7000-8000-000000000004/secret-versions";
    client.get(nobody).await.refused(404);
}
