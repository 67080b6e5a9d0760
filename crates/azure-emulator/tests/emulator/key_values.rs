//! Single key-values: what is kept, how names travel, what is refused.

use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::lab::{Lab, VERSION, assert_empty, header};

#[tokio::test]
async fn a_written_value_reads_back_with_everything_it_was_given() {
    let lab = Lab::open().await;
    let response = lab
        .request(Method::PUT, &format!("/kv/svc%3Aname?{VERSION}&label=prod"))
        .json(&json!({
            "value": "grün", "content_type": "text/plain", "tags": { "team": "core" },
            "description": "what it is for",
            "key": "somebody else's", "etag": "of another store", "locked": true,
        }))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let media_type = "application/vnd.microsoft.appconfig.kv+json; charset=utf-8";
    assert_eq!(header(&response, "content-type"), media_type);
    assert_eq!(
        header(&response, "last-modified"),
        "Sun, 22 Nov 2026 20:41:42 GMT"
    );
    let etag = header(&response, "etag").trim_matches('"').to_owned();
    assert_eq!(etag.len(), 43);
    let written: Value = response.json().await.unwrap();
    let read: Value = lab
        .get(&format!("/kv/svc%3Aname?{VERSION}&label=prod"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(written, read);
    assert_eq!(
        read,
        json!({
            "etag": etag, "key": "svc:name", "label": "prod", "content_type": "text/plain",
            "value": "grün", "tags": { "team": "core" }, "locked": false,
            "last_modified": "2026-11-22T20:41:42+00:00", "description": "what it is for",
        })
    );
}

#[tokio::test]
async fn a_put_replaces_and_never_merges() {
    let lab = Lab::open().await;
    let put = |body: Value| {
        lab.request(Method::PUT, &format!("/kv/a?{VERSION}"))
            .json(&body)
    };
    put(json!({ "value": "1", "content_type": "x", "tags": { "t": "1" } }))
        .send()
        .await
        .unwrap();
    put(json!({ "value": "2" })).send().await.unwrap();
    let read: Value = lab
        .get(&format!("/kv/a?{VERSION}"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        (&read["content_type"], &read["tags"]),
        (&Value::Null, &json!({}))
    );
}

#[tokio::test]
async fn labels_keep_values_apart_and_nul_or_nothing_is_no_label() {
    let lab = Lab::open().await;
    lab.set("a", "", "none").await;
    lab.set("a", "&label=prod", "prod").await;
    for (query, value) in [
        ("", "none"),
        ("&label=%00", "none"),
        ("&label=", "none"),
        ("&label=prod", "prod"),
    ] {
        let read: Value = lab
            .get(&format!("/kv/a?{VERSION}{query}"))
            .await
            .json()
            .await
            .unwrap();
        assert_eq!(read["value"], value, "{query}");
    }
    assert_empty(lab.get(&format!("/kv/a?{VERSION}&label=dev")).await, 404).await;
}

#[tokio::test]
async fn a_slash_in_a_key_travels_raw_or_encoded() {
    let lab = Lab::open().await;
    lab.set("a/b/c", "", "1").await;
    let read: Value = lab
        .get(&format!("/kv/a%2Fb%2Fc?{VERSION}"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        (&read["key"], &read["value"]),
        (&json!("a/b/c"), &json!("1"))
    );
}

#[tokio::test]
async fn names_with_reserved_characters_keep_their_own_values() {
    let lab = Lab::open().await;
    let names = [
        "A%3FB",
        "A%23B",
        "A%2CB",
        "A%2AB",
        "a%20b",
        "%C3%BCber",
        ".appconfig%2Fx",
        "A+B",
    ];
    for name in names {
        lab.set(name, "", name).await;
    }
    for name in names {
        let read: Value = lab
            .get(&format!("/kv/{name}?{VERSION}"))
            .await
            .json()
            .await
            .unwrap();
        assert_eq!(read["value"], name);
    }
    assert_eq!(lab.names("kv", "").await.len(), names.len());
}

#[tokio::test]
async fn a_percent_sign_in_a_path_is_refused_without_a_word() {
    let lab = Lab::open().await;
    assert_empty(lab.get(&format!("/kv/a%25b?{VERSION}")).await, 400).await;
    assert_empty(lab.get(&format!("/kv/a%07b?{VERSION}")).await, 400).await;
}

#[tokio::test]
async fn a_wrong_verb_is_405_and_an_unknown_path_404() {
    let lab = Lab::open().await;
    let post = lab
        .request(Method::POST, &format!("/kv/a?{VERSION}"))
        .send()
        .await
        .unwrap();
    assert_empty(post, 405).await;
    assert_empty(lab.get(&format!("/locks?{VERSION}")).await, 404).await;
    assert_empty(lab.get("/a/b/c/d").await, 404).await;
}

#[tokio::test]
async fn every_request_names_exactly_one_known_version() {
    let lab = Lab::open().await;
    for (query, title) in [
        ("", "API version is not specified"),
        ("?api-version=2022-02-02", "Unsupported API version"),
        ("?api-version=x", "Invalid API version"),
        ("?api-version=1.0&API-Version=1.0", "Ambiguous API version"),
    ] {
        let response = lab.get(&format!("/kv{query}")).await;
        assert_eq!(response.status(), 400);
        let media_type = "application/problem+json; charset=utf-8";
        assert_eq!(header(&response, "content-type"), media_type);
        let problem: Value = response.json().await.unwrap();
        assert_eq!(
            (&problem["title"], &problem["name"], &problem["type"]),
            (
                &json!(title),
                &json!("api-version"),
                &json!("https://azconfig.io/errors/invalid-argument")
            )
        );
    }
    for version in [
        "1.0",
        "2023-10-01",
        "2023-11-01",
        "2024-09-01",
        "2026-05-01-preview",
    ] {
        assert_eq!(
            lab.get(&format!("/kv?api-version={version}"))
                .await
                .status(),
            200
        );
    }
}

#[tokio::test]
async fn a_value_over_10_kb_or_a_body_that_is_no_json_is_refused() {
    let lab = Lab::open().await;
    let fits = "x".repeat(10 * 1024 - 1);
    assert_eq!(lab.put("a", "", &fits).send().await.unwrap().status(), 200);
    assert_empty(lab.put("ab", "", &fits).send().await.unwrap(), 413).await;
    let broken = lab
        .request(Method::PUT, &format!("/kv/a?{VERSION}"))
        .header("content-type", "application/json")
        .body("{\"value\": 7}")
        .send()
        .await
        .unwrap();
    assert_eq!(broken.status(), 400);
}

#[tokio::test]
async fn delete_gives_what_it_deleted_and_204_when_there_is_nothing() {
    let lab = Lab::open().await;
    lab.set("a", "", "1").await;
    let delete = || {
        lab.request(Method::DELETE, &format!("/kv/a?{VERSION}"))
            .send()
    };
    let deleted: Value = delete().await.unwrap().json().await.unwrap();
    assert_eq!(deleted["value"], "1");
    assert_empty(delete().await.unwrap(), 204).await;
    assert_empty(lab.get(&format!("/kv/a?{VERSION}")).await, 404).await;
}

#[tokio::test]
async fn the_sync_token_grows_with_each_write_and_comes_with_refusals_too() {
    let lab = Lab::open().await;
    let number = |text: &str| -> u64 { text.split_once(";sn=").unwrap().1.parse().unwrap() };
    let missing = lab.get(&format!("/kv/a?{VERSION}")).await;
    let before = number(header(&missing, "sync-token"));
    let put = lab
        .put("a", "", "1")
        .header("sync-token", "zAJw6V16=old")
        .send()
        .await
        .unwrap();
    assert_eq!(number(header(&put, "sync-token")), before + 1);
    let read = lab.get(&format!("/kv/a?{VERSION}")).await;
    assert_eq!(number(header(&read, "sync-token")), before + 1);
}

#[tokio::test]
async fn an_equal_put_keeps_the_etag_unless_told_otherwise() {
    let lab = Lab::open().await;
    let first = lab.set("a", "", "1").await;
    assert_eq!(lab.set("a", "", "1").await, first);
    lab.control()
        .change_settings(|settings| settings.equal_put_is_noop = false);
    assert_ne!(lab.set("a", "", "1").await, first);
}

#[tokio::test]
async fn select_narrows_and_an_unknown_field_is_refused() {
    let lab = Lab::open().await;
    lab.set("a", "", "1").await;
    let read: Value = lab
        .get(&format!("/kv/a?{VERSION}&%24select=key,value"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(read, json!({ "key": "a", "value": "1" }));
    let all: Value = lab
        .get(&format!("/kv/a?{VERSION}&%24Select="))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(all["etag"].as_str().unwrap().len(), 43);
    assert_eq!(
        lab.get(&format!("/kv/a?{VERSION}&$select=secret"))
            .await
            .status(),
        400
    );
}

#[tokio::test]
async fn every_past_state_is_a_revision_and_can_be_travelled_to() {
    let lab = Lab::open().await;
    lab.set("a", "", "1").await;
    lab.pass(Duration::MINUTE);
    lab.set("a", "", "2").await;
    lab.pass(Duration::MINUTE);
    lab.request(Method::DELETE, &format!("/kv/a?{VERSION}"))
        .send()
        .await
        .unwrap();
    let revisions = lab.list("revisions", "&key=a").await;
    let values: Vec<_> = revisions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["value"])
        .collect();
    assert_eq!(values, ["2", "1"]);

    let at = |time: &'static str| {
        lab.request(Method::GET, &format!("/kv/a?{VERSION}"))
            .header("accept-datetime", time)
            .send()
    };
    let then = at("2026-11-22T20:42:00Z").await.unwrap();
    assert_eq!(
        header(&then, "memento-datetime"),
        "Sun, 22 Nov 2026 20:42:00 GMT"
    );
    assert_eq!(then.json::<Value>().await.unwrap()["value"], "1");
    let later = at("Sun, 22 Nov 2026 20:43:00 GMT").await.unwrap();
    assert_eq!(later.json::<Value>().await.unwrap()["value"], "2");
    assert_empty(at("2026-11-22 20:44:00").await.unwrap(), 404).await;
}
