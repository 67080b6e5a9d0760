//! App Configuration's KVSet.

use service::files::Format::{Dotenv, Json, KvSet};
use service::files::Problem;

use crate::fixture::{notes, reading, refusal, shown, written};

#[test]
fn an_item_is_read_with_all_that_belongs_to_it() {
    let text = r#"{"items": [
        {"key": "a", "value": "1", "label": "dev", "content_type": "text/plain", "tags": {"t": "x"},
         "etag": "e", "locked": true, "last_modified": "2026-11-22T20:41:42+00:00"}]}"#;
    let entry = reading(text, KvSet).entries.remove(0);
    assert_eq!(
        (entry.key.as_str(), entry.value.reveal(), entry.line),
        ("a", "1", 2)
    );
    assert_eq!(entry.label.as_deref(), Some("dev"));
    assert_eq!(entry.content_type.as_deref(), Some("text/plain"));
    assert_eq!(entry.tags["t"], "x");
}

#[test]
fn only_the_key_is_required() {
    let text = r#"{"items": [{"key": "a"}, {"key": "b", "value": null, "label": "", "content_type": null, "tags": null}]}"#;
    assert_eq!(shown(text, KvSet), ["a=", "b="]);
    assert_eq!(notes(text, KvSet).len(), 2);
    assert!(
        reading(text, KvSet)
            .entries
            .iter()
            .all(|entry| entry.label.is_none())
    );
}

#[test]
fn a_wrong_type_is_named_with_item_and_field() {
    for (item, sentence) in [
        (r#"{"key": 1}"#, "items[1].key is not a text"),
        (
            r#"{"key": "b", "value": 1.5}"#,
            "items[1].value is not a text",
        ),
        (
            r#"{"key": "b", "tags": ["x"]}"#,
            "items[1].tags is not an object of texts",
        ),
        (
            r#"{"key": "b", "tags": {"t": true}}"#,
            "items[1].tags.t is not a text",
        ),
        ("7", "items[1] is not an object"),
        (
            r#"{"key": "b", "contentType": "x"}"#,
            "items[1].contentType is not known",
        ),
        (r#"{"value": "x"}"#, "items[1].key is missing"),
    ] {
        let error = refusal(
            &format!("{{\"items\": [{{\"key\": \"a\"}},\n{item}]}}"),
            KvSet,
        );
        assert_eq!(error.line(), Some(2), "{item}");
        assert!(error.to_string().contains(sentence), "{error}");
    }
}

#[test]
fn a_file_that_is_no_kvset_says_so() {
    assert_eq!(refusal("{}", KvSet).problem, Problem::NoItems);
    assert!(
        refusal(r#"{"items": {}}"#, KvSet)
            .to_string()
            .contains("items is not an array")
    );
    let cut_off = r#"{"items": [], "@nextLink": "/kv?after=x"}"#;
    assert!(
        refusal(cut_off, KvSet)
            .to_string()
            .contains("@nextLink is not known")
    );
}

#[test]
fn a_key_may_occur_once_under_each_label() {
    let text = |label: &str| {
        format!("{{\"items\": [{{\"key\": \"a\"}},\n{{\"key\": \"a\", \"label\": {label}}}]}}")
    };
    assert_eq!(shown(&text("\"dev\""), KvSet).len(), 2);
    let twice = Problem::Twice {
        name: "a".to_owned(),
        earlier: 1,
    };
    assert_eq!(refusal(&text("null"), KvSet).problem, twice);
}

#[test]
fn formats_without_labels_refuse_a_key_under_two() {
    let text = r#"{"items": [{"key": "a"}, {"key": "a", "label": "dev"}]}"#;
    for format in [Dotenv, Json] {
        let error = written(&reading(text, KvSet).entries, format).unwrap_err();
        assert!(
            error.to_string().starts_with("`a` is to be written twice"),
            "{error}"
        );
    }
}

#[test]
fn writing_spells_every_member_out() {
    let entries = reading("a='x \"y\"'", Dotenv).entries;
    assert_eq!(
        written(&entries, KvSet).unwrap(),
        r#"{
  "items": [
    {
      "key": "a",
      "value": "x \"y\"",
      "label": null,
      "content_type": null,
      "tags": {}
    }
  ]
}
"#
    );
    assert_eq!(
        shown(&written(&[], KvSet).unwrap(), KvSet),
        Vec::<String>::new()
    );
}
