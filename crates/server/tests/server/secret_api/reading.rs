//! Reading secrets.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use super::client::{Client, Reply};

async fn write(client: &Client, name: &str, value: &str) -> Reply {
    let path = format!("/api/v3/secrets/raw/{name}");
    let body = client.in_dev(json!({ "secretValue": value }));
    let made = client.post(&path, body).await;
    made.value("/secret/id");
    made
}

#[tokio::test]
async fn a_secret_is_read_by_id_through_value_changes_and_renames() {
    let client = Client::new().await;
    let made = write(&client, "OLD", "one").await;
    let id = made.text("/secret/id");
    let body = client.in_dev(json!({ "secretValue": "two", "newSecretName": "NEW" }));
    let changed = client.patch("/api/v3/secrets/raw/OLD", body).await;
    assert_eq!(changed.value("/secret/version"), 2);
    for path in ["/api/v3/secrets/raw/id", "/api/v4/secrets/id"] {
        let found = client.get(&format!("{path}/{id}")).await;
        assert_eq!(found.text("/secret/secretKey"), "NEW");
        assert_eq!(found.text("/secret/secretValue"), "two");
        assert_eq!(found.text("/secret/workspace"), client.project);
        let first = client.get(&format!("{path}/{id}?version=1")).await;
        assert_eq!(first.text("/secret/secretValue"), "one");
        assert_eq!(first.value("/secret/version"), 1);
    }
    let body = client.in_dev(json!({}));
    client
        .delete("/api/v3/secrets/raw/NEW", body)
        .await
        .value("/secret/id");
    let gone = client.get(&format!("/api/v3/secrets/raw/id/{id}")).await;
    gone.refused(404);
}

#[tokio::test]
async fn a_hidden_value_says_so() {
    let client = Client::new().await;
    write(&client, "KEY", "value").await;
    let query = format!("{}&viewSecretValue=false", client.dev());
    let one = client
        .get(&format!("/api/v3/secrets/raw/KEY?{query}"))
        .await;
    assert_eq!(one.text("/secret/secretValue"), "<hidden-by-infisical>");
    assert_eq!(one.value("/secret/secretValueHidden"), true);
    let list = client.get(&format!("/api/v4/secrets?{query}")).await;
    assert_eq!(list.value("/secrets/0/secretValueHidden"), true);
}

#[tokio::test]
async fn the_newer_routes_expand_references_by_default() {
    let client = Client::new().await;
    write(&client, "HOST", "db").await;
    write(&client, "URL", "x://${HOST}").await;
    let value = async |path: &str| {
        let found = client.get(&format!("{path}?{}", client.dev())).await;
        found.text("/secret/secretValue").to_owned()
    };
    assert_eq!(value("/api/v3/secrets/raw/URL").await, "x://${HOST}");
    assert_eq!(value("/api/v4/secrets/URL").await, "x://db");
}

#[tokio::test]
async fn an_answer_that_did_not_change_is_not_sent_again() {
    let client = Client::new().await;
    write(&client, "KEY", "value").await;
    for path in [
        "/api/v3/secrets/raw",
        "/api/v3/secrets/raw/KEY",
        "/api/v4/secrets",
    ] {
        let path = format!("{path}?{}", client.dev());
        let first = client.get(&path).await;
        let tag = first.headers[header::ETAG].to_str().unwrap();
        assert_eq!(first.headers[header::CACHE_CONTROL], "no-store");
        for known in [
            tag.to_owned(),
            format!("W/{tag}"),
            format!("\"other\", {tag}"),
        ] {
            let again = client.get_unless(&path, &known).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path} {known}");
            assert_eq!(again.body, Value::Null);
            assert_eq!(again.headers[header::ETAG], first.headers[header::ETAG]);
        }
        let body = client.in_dev(json!({ "secretValue": path }));
        client.patch("/api/v3/secrets/raw/KEY", body).await;
        let changed = client.get_unless(&path, tag).await;
        assert_eq!(changed.status, StatusCode::OK);
        assert_ne!(changed.headers[header::ETAG], first.headers[header::ETAG]);
    }
}

#[tokio::test]
async fn a_list_is_narrowed_down_by_tags_and_metadata() {
    let client = Client::new().await;
    let tags = format!("/api/v1/projects/{}/tags", client.project);
    let red = client.post(&tags, json!({ "slug": "red" })).await;
    for (name, owner, tagged) in [
        ("A", "ada", true),
        ("B", "ada", false),
        ("C", "grace", true),
    ] {
        let ids = if tagged {
            vec![red.text("/tag/id")]
        } else {
            Vec::new()
        };
        let body = client.in_dev(json!({
            "secretValue": "1",
            "tagIds": ids,
            "secretMetadata": [{ "key": "owner", "value": owner, "isEncrypted": false }],
        }));
        client
            .post(&format!("/api/v3/secrets/raw/{name}"), body)
            .await
            .value("/secret/id");
    }
    let names = async |filter: &str| {
        let path = format!("/api/v3/secrets/raw?{}&{filter}", client.dev());
        client
            .get(&path)
            .await
            .each("/secrets", "secretKey")
            .concat()
    };
    assert_eq!(names("tagSlugs=red,blue").await, "AC");
    assert_eq!(names("metadataFilter=key%3Downer,value%3Dada").await, "AB");
    assert_eq!(names("tagSlugs=red&metadataFilter=value%3Dada").await, "A");
    let path = format!("/api/v3/secrets/raw?{}&metadataFilter=x", client.dev());
    client.get(&path).await.refused(422);
}

#[tokio::test]
async fn names_that_clash_with_a_route_are_reached_by_a_field() {
    let client = Client::new().await;
    let path = "/api/v1/secrets/by-name";
    for name in [
        "batch",
        "id/0198c0de-0000-7000-8000-000000000000",
        "a/../b",
        "x//y",
    ] {
        let named = |body: Value| {
            let mut body = client.in_dev(body);
            body["secretName"] = json!(name);
            body
        };
        let made = client
            .post(path, named(json!({ "secretValue": "1" })))
            .await;
        assert_eq!(made.text("/secret/secretKey"), name);
        let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let query = format!("{path}?{}&secretName={encoded}", client.dev());
        assert_eq!(client.get(&query).await.text("/secret/secretValue"), "1");
        let changed = client
            .patch(path, named(json!({ "secretValue": "2" })))
            .await;
        assert_eq!(changed.value("/secret/version"), 2);
        client.delete(path, named(json!({}))).await.value("/secret");
        client.get(&query).await.refused(404);
    }
}

#[tokio::test]
async fn keys_of_app_configuration_users_work_raw_and_encoded() {
    let client = Client::new().await;
    for (raw, encoded) in [
        ("Logging:LogLevel:Default", "Logging%3ALogLevel%3ADefault"),
        ("a/b/c", "a%2Fb%2Fc"),
        ("A__B.C", "A__B.C"),
        ("id/not-an-id/x", "id%2Fnot-an-id%2Fx"),
        ("%D0%BA%D0%BB%D1%8E%D1%87", "%D0%BA%D0%BB%D1%8E%D1%87"),
    ] {
        write(&client, encoded, "1").await;
        for (version, name) in [("v3", raw), ("v3", encoded), ("v4", raw), ("v4", encoded)] {
            let routes = if version == "v3" {
                "secrets/raw"
            } else {
                "secrets"
            };
            let path = format!("/api/{version}/{routes}/{name}?{}", client.dev());
            assert_eq!(client.get(&path).await.text("/secret/secretValue"), "1");
        }
    }
}
