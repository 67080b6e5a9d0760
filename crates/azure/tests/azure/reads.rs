//! Listings page by page, and single key-values.

use azure::appconfig::{Error, Label, Look, PageLink};
use secrecy::ExposeSecret as _;

use crate::script::{Script, dev, etag, item, key, label, page, reply};

#[tokio::test]
async fn a_listing_is_followed_page_by_page_to_its_end() {
    let second = "/kv?api-version=2026-04-01&label=dev&after=YQpkZXY%3D";
    let server = Script::of([
        reply(200).body(&page(&[item("a", "1", "e1")], "p1", Some(second))),
        reply(200).body(&page(&[], "p2", None)),
    ])
    .await;
    let client = server.client();

    let first = client.list_page(&dev(), None, None).await.unwrap();
    let Look::Page {
        items,
        etag: Some(tag),
        next: Some(next),
    } = first
    else {
        panic!("{first:?}")
    };
    assert_eq!(tag, etag("p1"));
    assert_eq!(items[0].key, key("a"));
    assert_eq!(items[0].value.expose_secret(), "1");

    let link = PageLink::from_stored(next.as_str());
    let last = client.list_page(&dev(), Some(&link), None).await.unwrap();
    let Look::Page {
        items, next: None, ..
    } = last
    else {
        panic!("{last:?}")
    };
    assert!(items.is_empty());
    let targets: Vec<_> = server.seen().into_iter().map(|seen| seen.target).collect();
    assert_eq!(targets, ["/kv?api-version=2026-04-01&label=dev", second]);
}

#[tokio::test]
async fn an_unchanged_page_is_asked_for_with_the_tag_seen() {
    let server = Script::of([reply(304)]).await;
    let look = server
        .client()
        .list_page(&dev(), None, Some(&etag("p1")))
        .await
        .unwrap();
    assert!(matches!(look, Look::Unchanged));
    assert_eq!(server.seen()[0].header("if-none-match"), Some("\"p1\""));
}

#[tokio::test]
async fn a_next_link_to_another_host_is_refused_and_not_followed() {
    let elsewhere = Script::of([]).await;
    let link = format!("{}/kv?after=x", elsewhere.url());
    let foreign = page(&[item("a", "1", "e1")], "p1", Some(&link));
    let server = Script::of([reply(200).body(&foreign)]).await;
    let client = server.client();

    let on_receipt = client.list_page(&dev(), None, None).await;
    assert!(matches!(on_receipt, Err(Error::ForeignLink)));
    let when_stored = client
        .list_page(&dev(), Some(&PageLink::from_stored(&link)), None)
        .await;
    assert!(matches!(when_stored, Err(Error::ForeignLink)));
    assert!(elsewhere.seen().is_empty());
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_page_that_leads_to_itself_does_not_make_a_loop() {
    let own = "/kv?api-version=2026-04-01&label=dev";
    let server = Script::of([reply(200).body(&page(&[], "p1", Some(own)))]).await;
    let look = server.client().list_page(&dev(), None, None).await;
    assert!(matches!(look, Err(Error::Malformed(_))));
}

#[tokio::test]
async fn key_values_that_were_not_asked_for_are_not_taken_for_ours() {
    let body = page(&[item("a", "1", "e1")], "p1", None);
    let other_label = Script::of([reply(200).body(&body)]).await;
    let prod = azure::appconfig::Filter::label(label("prod"));
    let look = other_label.client().list_page(&prod, None, None).await;
    assert!(matches!(look, Err(Error::Malformed(_))));

    let other_key = Script::of([reply(200).body(&item("b", "1", "e1"))]).await;
    let got = other_key.client().get(&key("a"), &label("dev")).await;
    assert!(matches!(got, Err(Error::Malformed(_))));
}

#[tokio::test]
async fn a_missing_key_value_is_none() {
    let server = Script::of([reply(404)]).await;
    let found = server
        .client()
        .get(&key("a/b"), &Label::none())
        .await
        .unwrap();
    assert!(found.is_none());
    assert_eq!(server.seen()[0].target, "/kv/a%2Fb?api-version=2026-04-01");
}

#[tokio::test]
async fn the_store_s_sync_token_is_sent_back_without_its_number() {
    let server = Script::of([
        reply(404).header("Sync-Token", "zAJw6V16=NTo1IzE4MDc1NTQw;sn=18075540"),
        reply(404),
    ])
    .await;
    let client = server.client();
    for _ in 0..2 {
        client.get(&key("a"), &label("dev")).await.unwrap();
    }
    let seen = server.seen();
    assert_eq!(seen[0].header("sync-token"), None);
    assert_eq!(
        seen[1].header("sync-token"),
        Some("zAJw6V16=NTo1IzE4MDc1NTQw")
    );
}

#[tokio::test]
async fn a_problem_is_told_in_the_store_s_words() {
    let problem = r#"{"type":"https://azconfig.io/errors/invalid-argument",
        "title":"Invalid request parameter 'key'","name":"key","detail":"key(2): Invalid character",
        "status":400}"#;
    let server = Script::of([reply(400).body(problem)]).await;
    let error = server
        .client()
        .list_page(&dev(), None, None)
        .await
        .unwrap_err();
    let Error::InvalidRequest(problem) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(problem.name.as_deref(), Some("key"));
    let told = "the store refused the request: Invalid request parameter 'key': key(2): Invalid \
                character (HTTP 400)";
    assert_eq!(error.to_string(), told);
}
