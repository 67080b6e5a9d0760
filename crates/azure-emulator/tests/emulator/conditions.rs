//! Preconditions, locks, and the order in which they are looked at.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::lab::{Lab, VERSION, assert_empty, header};

fn quoted(etag: &str) -> String {
    format!("\"{etag}\"")
}

fn delete(lab: &Lab) -> RequestBuilder {
    lab.request(Method::DELETE, &format!("/kv/a?{VERSION}"))
}

fn lock(lab: &Lab, method: Method) -> RequestBuilder {
    lab.request(method, &format!("/locks/a?{VERSION}"))
}

#[tokio::test]
async fn a_get_is_304_while_nothing_changed() {
    let lab = Lab::open().await;
    let etag = lab.set("a", "", "1").await;
    let get = |name: &'static str, etag: &str| {
        let target = format!("/kv/a?{VERSION}");
        lab.request(Method::GET, &target)
            .header(name, quoted(etag))
            .send()
    };
    let unchanged = get("if-none-match", &etag).await.unwrap();
    assert_eq!(header(&unchanged, "etag"), quoted(&etag));
    assert_empty(unchanged, 304).await;
    assert_eq!(get("if-none-match", "other").await.unwrap().status(), 200);
    assert_eq!(get("if-match", &etag).await.unwrap().status(), 200);
    assert_empty(get("if-match", "other").await.unwrap(), 412).await;
}

#[tokio::test]
async fn a_create_fails_when_it_is_there_and_an_update_when_it_is_not_what_was_seen() {
    let lab = Lab::open().await;
    let create = || lab.put("a", "", "1").header("if-none-match", "*");
    assert_eq!(create().send().await.unwrap().status(), 200);
    assert_empty(create().send().await.unwrap(), 412).await;

    let seen = lab.set("a", "", "2").await;
    let update = || lab.put("a", "", "3").header("if-match", quoted(&seen));
    assert_eq!(update().send().await.unwrap().status(), 200);
    assert_empty(update().send().await.unwrap(), 412).await;

    let missing = lab.put("b", "", "1").header("if-match", "*");
    assert_empty(missing.send().await.unwrap(), 412).await;
}

#[tokio::test]
async fn a_delete_with_if_match_needs_what_was_seen() {
    let lab = Lab::open().await;
    assert_empty(
        delete(&lab).header("if-match", "*").send().await.unwrap(),
        412,
    )
    .await;
    let etag = lab.set("a", "", "1").await;
    assert_empty(
        delete(&lab)
            .header("if-match", "\"old\"")
            .send()
            .await
            .unwrap(),
        412,
    )
    .await;
    let deleted = delete(&lab)
        .header("if-match", quoted(&etag))
        .send()
        .await
        .unwrap();
    assert_eq!(deleted.status(), 200);
}

#[tokio::test]
async fn a_locked_key_is_neither_written_nor_deleted_until_unlocked() {
    let lab = Lab::open().await;
    assert_empty(lock(&lab, Method::PUT).send().await.unwrap(), 404).await;
    let etag = lab.set("a", "", "1").await;
    let locked: Value = lock(&lab, Method::PUT)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(locked["locked"], true);
    assert_ne!(locked["etag"], etag.as_str(), "locking gives a new etag");

    let refused = lab.put("a", "", "2").send().await.unwrap();
    assert_eq!(refused.status(), 409);
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(
        problem,
        json!({
            "type": "https://azconfig.io/errors/key-locked",
            "title": "Modifing key 'a' is not allowed",
            "name": "a",
            "detail": "The key is read-only. To allow modification unlock it first.",
            "status": 409,
        })
    );
    assert_eq!(delete(&lab).send().await.unwrap().status(), 409);

    let unlocked: Value = lock(&lab, Method::DELETE)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(unlocked["locked"], false);
    assert_eq!(lab.put("a", "", "2").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_failed_precondition_comes_before_the_lock() {
    let lab = Lab::open().await;
    lab.set("a", "", "1").await;
    lock(&lab, Method::PUT).send().await.unwrap();
    let both = lab.put("a", "", "2").header("if-match", "\"old\"");
    assert_empty(both.send().await.unwrap(), 412).await;
}

#[tokio::test]
async fn of_several_etags_only_the_first_counts() {
    let lab = Lab::open().await;
    let etag = lab.set("a", "", "1").await;
    let write = |etags: String| lab.put("a", "", "2").header("if-match", etags).send();
    assert_empty(write(format!("\"old\", \"{etag}\"")).await.unwrap(), 412).await;
    assert_eq!(
        write(format!("\"{etag}\", \"old\""))
            .await
            .unwrap()
            .status(),
        200
    );
}
