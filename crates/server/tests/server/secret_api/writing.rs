//! Writing secrets.

use serde_json::{Value, json};

use super::client::Client;

#[tokio::test]
async fn what_terraform_writes_comes_back_as_it_expects() {
    let client = Client::new().await;
    let body = client.in_dev(json!({
        "type": "shared", "secretKey": "KEY", "secretValue": "1", "secretComment": "",
        "secretPath": "/", "secretReminderNote": "", "secretReminderRepeatDays": 0,
        "secretMetadata": [{ "key": "k", "value": "v", "isEncrypted": false }], "tagIds": [],
        "App": "", "ProjectID": "",
    }));
    let made = client.post("/api/v3/secrets/raw/KEY", body).await;
    assert_eq!(made.text("/secret/secretValue"), "1");
    assert_eq!(made.value("/secret/secretReminderNote"), &Value::Null);
    assert_eq!(made.value("/secret/secretReminderRepeatDays"), &Value::Null);
    assert_eq!(made.value("/secret/tags"), &json!([]));
    assert!(!made.text("/secret/updatedAt").is_empty());

    let body = client.in_dev(json!({
        "secretReminderNote": "rotate", "secretReminderRepeatDays": 30, "skipMultilineEncoding": true,
    }));
    let changed = client.patch("/api/v3/secrets/raw/KEY", body).await;
    assert_eq!(changed.text("/secret/secretReminderNote"), "rotate");
    assert_eq!(changed.value("/secret/secretReminderRepeatDays"), 30);
    assert_eq!(changed.value("/secret/skipMultilineEncoding"), true);
    assert_eq!(changed.value("/secret/secretMetadata/0/key"), "k");
    let body = client.in_dev(json!({ "secretMetadata": [] }));
    let cleared = client.patch("/api/v3/secrets/raw/KEY", body).await;
    assert_eq!(cleared.value("/secret/secretMetadata"), &json!([]));
    assert_eq!(cleared.value("/secret/version"), 3);
}

#[tokio::test]
async fn the_newer_routes_write_too() {
    let client = Client::new().await;
    let path = "/api/v4/secrets/KEY";
    let body = |mut body: Value| {
        body["projectId"] = json!(client.project);
        body["environment"] = json!("dev");
        body
    };
    let made = client.post(path, body(json!({ "secretValue": "1" }))).await;
    let changed = client
        .patch(path, body(json!({ "secretValue": "2" })))
        .await;
    assert_eq!(changed.text("/secret/id"), made.text("/secret/id"));
    let deleted = client.delete(path, body(json!({}))).await;
    assert_eq!(deleted.value("/secret/secretValueHidden"), true);
    client.patch(path, body(json!({}))).await.refused(404);
}

#[tokio::test]
async fn a_batch_is_all_or_nothing() {
    let client = Client::new().await;
    for path in ["/api/v3/secrets/batch/raw", "/api/v4/secrets/batch"] {
        let batch = |names: &[&str]| {
            let items: Vec<_> = names
                .iter()
                .map(|name| json!({ "secretKey": name, "secretValue": "1" }))
                .collect();
            client.in_dev(json!({ "secretPath": "/", "secrets": items }))
        };
        let made = client.post(path, batch(&["A", "B"])).await;
        assert_eq!(made.each("/secrets", "secretKey"), ["A", "B"]);
        client.post(path, batch(&["C", "B"])).await.refused(400);
        client.patch(path, batch(&["A", "C"])).await.refused(404);

        let with_mode = |mode: &str| {
            let mut body = batch(&["A", "C"]);
            body["mode"] = json!(mode);
            body
        };
        let ignoring = client.patch(path, with_mode("ignore")).await;
        assert_eq!(ignoring.each("/secrets", "secretKey"), ["A"]);
        let upserted = client.patch(path, with_mode("upsert")).await;
        assert_eq!(upserted.value("/secrets/0/version"), 3);
        assert_eq!(upserted.value("/secrets/1/version"), 1);
        client.patch(path, with_mode("other")).await.refused(422);

        client.delete(path, batch(&["A", "Z"])).await.refused(404);
        let deleted = client.delete(path, batch(&["A", "B", "C"])).await;
        assert_eq!(deleted.each("/secrets", "secretKey"), ["A", "B", "C"]);
    }
}

#[tokio::test]
async fn of_two_creates_at_once_the_second_is_refused() {
    let client = Client::new().await;
    let create = || {
        let body = client.in_dev(json!({ "secretValue": "1" }));
        client.post("/api/v3/secrets/raw/KEY", body)
    };
    let (one, other) = tokio::join!(create(), create());
    let mut answers = [one.status.as_u16(), other.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 400]);
}

#[tokio::test]
async fn a_personal_secret_is_refused_everywhere() {
    let client = Client::new().await;
    let body = || client.in_dev(json!({ "secretValue": "1", "type": "personal" }));
    let path = "/api/v3/secrets/raw/KEY";
    client.post(path, body()).await.refused(400);
    client.patch(path, body()).await.refused(400);
    client.delete(path, body()).await.refused(400);
    let query = format!("{path}?{}&type=personal", client.dev());
    client.get(&query).await.refused(400);
    let items = json!({ "secrets": [{ "secretKey": "KEY", "type": "personal" }] });
    let batch = client.in_dev(items);
    client
        .delete("/api/v3/secrets/batch/raw", batch)
        .await
        .refused(400);
    let list = format!(
        "/api/v4/secrets?{}&includePersonalOverrides=true",
        client.dev()
    );
    assert_eq!(client.get(&list).await.value("/secrets"), &json!([]));
}
