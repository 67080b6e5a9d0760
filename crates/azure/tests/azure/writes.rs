//! Conditional writes, and those whose answer was lost.

use azure::appconfig::{Deleted, Error, Label, Precondition};
use secrecy::ExposeSecret as _;

use crate::script::{Script, etag, item, key, label, lost, new_value, reply};

const LOCKED: &str = r#"{"type":"https://azconfig.io/errors/key-locked",
    "title":"Modifing key 'a' is not allowed","name":"a",
    "detail":"The key is read-only. To allow modification unlock it first.","status":409}"#;

#[tokio::test]
async fn a_create_is_sent_only_for_what_is_absent() {
    let server = Script::of([reply(200).body(&item("a:b", "1", "e1"))]).await;
    let stored = server
        .client()
        .put(
            &key("a:b"),
            &label("dev"),
            &new_value("1"),
            &Precondition::Absent,
        )
        .await
        .unwrap();
    assert_eq!(stored.etag, etag("e1"));
    let seen = &server.seen()[0];
    assert_eq!(seen.target, "/kv/a%3Ab?api-version=2026-04-01&label=dev");
    assert_eq!(seen.header("if-none-match"), Some("*"));
    assert_eq!(seen.header("if-match"), None);
    assert_eq!(seen.body, r#"{"value":"1","tags":{}}"#);
    let media_type = seen.header("content-type").unwrap();
    assert_eq!(media_type, "application/vnd.microsoft.appconfig.kv+json");
}

#[tokio::test]
async fn an_update_is_sent_only_for_the_state_that_was_seen() {
    let server = Script::of([reply(200).body(&item("a", "2", "e2"))]).await;
    let unchanged = Precondition::Unchanged(etag("e1"));
    let client = server.client();
    client
        .put(&key("a"), &label("dev"), &new_value("2"), &unchanged)
        .await
        .unwrap();
    assert_eq!(server.seen()[0].header("if-match"), Some("\"e1\""));
}

#[tokio::test]
async fn a_precondition_that_fails_is_final() {
    let server = Script::of([reply(412), reply(412)]).await;
    let client = server.client();
    let put = client
        .put(
            &key("a"),
            &label("dev"),
            &new_value("1"),
            &Precondition::Absent,
        )
        .await;
    assert!(matches!(put, Err(Error::PreconditionFailed)));
    let delete = client.delete(&key("a"), &label("dev"), &etag("e1")).await;
    assert!(matches!(delete, Err(Error::PreconditionFailed)));
    assert_eq!(server.story(), ["PUT /kv/a", "DELETE /kv/a"]);
}

#[tokio::test]
async fn a_locked_key_is_named_and_not_tried_again() {
    let server = Script::of([reply(409).body(LOCKED)]).await;
    let unchanged = Precondition::Unchanged(etag("e1"));
    let put = server
        .client()
        .put(&key("a"), &label("dev"), &new_value("1"), &unchanged)
        .await;
    let Err(Error::Locked(problem)) = put else {
        panic!("{put:?}")
    };
    assert_eq!(problem.name.as_deref(), Some("a"));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_delete_names_the_state_it_is_for() {
    let server = Script::of([reply(200).body(&item("a", "1", "e1")), reply(204)]).await;
    let client = server.client();
    let done = client
        .delete(&key("a"), &Label::none(), &etag("e1"))
        .await
        .unwrap();
    assert_eq!(done, Deleted::Done);
    let absent = client
        .delete(&key("a"), &Label::none(), &etag("e1"))
        .await
        .unwrap();
    assert_eq!(absent, Deleted::WasAbsent);
    let seen = &server.seen()[0];
    assert_eq!(seen.header("if-match"), Some("\"e1\""));
    assert_eq!(seen.target, "/kv/a?api-version=2026-04-01");
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_recognised_as_our_own() {
    let server = Script::of([lost(), reply(412), reply(200).body(&item("a", "1", "e7"))]).await;
    let client = server.client();
    let stored = client
        .put(
            &key("a"),
            &label("dev"),
            &new_value("1"),
            &Precondition::Absent,
        )
        .await;
    assert_eq!(stored.unwrap().etag, etag("e7"));
    assert_eq!(server.story(), ["PUT /kv/a", "PUT /kv/a", "GET /kv/a"]);
}

#[tokio::test]
async fn an_answer_cut_in_its_json_counts_as_lost() {
    let cut = reply(200).body(r#"{"etag":"e7","key":"a","la"#);
    let server = Script::of([cut, reply(412), reply(200).body(&item("a", "1", "e7"))]).await;
    let client = server.client();
    let stored = client
        .put(
            &key("a"),
            &label("dev"),
            &new_value("1"),
            &Precondition::Absent,
        )
        .await;
    assert_eq!(stored.unwrap().value.expose_secret(), "1");
}

#[tokio::test]
async fn somebody_else_s_value_after_a_lost_answer_is_not_taken_for_ours() {
    let theirs = item("a", "theirs", "e7");
    let tagged = item("a", "1", "e7").replace(r#""tags":{}"#, r#""tags":{"by":"them"}"#);
    for found in [
        reply(200).body(&theirs),
        reply(200).body(&tagged),
        reply(404),
    ] {
        let server = Script::of([reply(503), reply(412), found]).await;
        let client = server.client();
        let put = client
            .put(
                &key("a"),
                &label("dev"),
                &new_value("1"),
                &Precondition::Absent,
            )
            .await;
        assert!(matches!(put, Err(Error::PreconditionFailed)), "{put:?}");
    }
}

#[tokio::test]
async fn a_delete_whose_answer_was_lost_is_recognised_as_done() {
    for repeat in [vec![reply(412), reply(404)], vec![reply(204)]] {
        let server = Script::of(std::iter::once(lost()).chain(repeat)).await;
        let deleted = server
            .client()
            .delete(&key("a"), &label("dev"), &etag("e1"))
            .await;
        assert_eq!(deleted.unwrap(), Deleted::Done);
    }
    let server = Script::of([lost(), reply(412), reply(200).body(&item("a", "2", "e2"))]).await;
    let deleted = server
        .client()
        .delete(&key("a"), &label("dev"), &etag("e1"))
        .await;
    assert!(matches!(deleted, Err(Error::PreconditionFailed)));
}

#[tokio::test]
async fn what_cannot_be_found_out_after_a_lost_answer_is_said_to_be_uncertain() {
    for script in [
        vec![lost(), reply(403)],
        vec![lost(), reply(412), reply(403)],
    ] {
        let server = Script::of(script).await;
        let client = server.client();
        let put = client
            .put(
                &key("a"),
                &label("dev"),
                &new_value("1"),
                &Precondition::Absent,
            )
            .await;
        let error = put.unwrap_err();
        assert!(matches!(&error, Error::Unresolved { .. }), "{error:?}");
        assert!(error.is_uncertain());
    }
    let server = Script::of([reply(403)]).await;
    let refused = server
        .client()
        .delete(&key("a"), &label("dev"), &etag("e1"))
        .await
        .unwrap_err();
    assert!(!refused.is_uncertain());
}

#[tokio::test]
async fn errors_do_not_show_the_value() {
    for answer in [
        reply(400),
        reply(409).body(LOCKED),
        reply(413),
        reply(200).body("<html>"),
    ] {
        let server = Script::of([answer]).await;
        let new = new_value("canary-value");
        let put = server
            .client()
            .put(&key("a"), &label("dev"), &new, &Precondition::Absent)
            .await;
        let error = put.unwrap_err();
        assert!(
            !format!("{error:?} {error} {new:?}").contains("canary"),
            "{error:?}"
        );
    }
}
