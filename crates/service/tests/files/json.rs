//! JSON with comments.

use service::files::Format::{Json, KvSet};
use service::files::{Problem, ReadOptions, Separator, read};

use crate::fixture::{notes, pairs, reading, refusal, shown, written, written_with};

#[test]
fn a_hierarchy_becomes_keys() {
    assert_eq!(
        shown(
            r#"{"a": {"b.c": {"d e": "x"}}, "l": [["p"], {"q": "r"}]}"#,
            Json
        ),
        ["a:b.c:d e=x", "l:0:0=p", "l:1:q=r"]
    );
    let options = ReadOptions {
        separator: Separator::parse("__").unwrap(),
        prefix: None,
    };
    let reading = read(br#"{"a": {"b": [1]}}"#, Json, &options).unwrap();
    assert_eq!(pairs(&reading), [("a__b__0".to_owned(), "1".to_owned())]);
}

#[test]
fn numbers_keep_their_spelling() {
    assert_eq!(
        shown(
            r#"{"a": [1e3, 1.0, -0, 1.50, 123456789012345678901234567890, 1E-7, true, false]}"#,
            Json
        ),
        [
            "a:0=1e3",
            "a:1=1.0",
            "a:2=-0",
            "a:3=1.50",
            "a:4=123456789012345678901234567890",
            "a:5=1E-7",
            "a:6=true",
            "a:7=false",
        ]
    );
}

#[test]
fn comments_and_trailing_commas_are_accepted() {
    let text = "// c\n{ /* c */ \"a\": [1, 2,], // c\n \"b\": \"// no comment\",\n}\n// c";
    assert_eq!(shown(text, Json), ["a:0=1", "a:1=2", "b=// no comment"]);
}

#[test]
fn what_holds_nothing_becomes_an_empty_value_and_a_note() {
    let text = "{\"a\": null,\n\"b\": [],\n\"c\": {\n},\n\"d\": [null]}";
    assert_eq!(shown(text, Json), ["a=", "b=", "c=", "d:0="]);
    assert_eq!(
        notes(text, Json),
        [
            "line 1: `a` is `null` and becomes an empty value",
            "line 2: `b` is `[]` and becomes an empty value",
            "line 3: `c` is `{}` and becomes an empty value",
            "line 5: `d:0` is `null` and becomes an empty value",
        ]
    );
}

#[test]
fn a_member_named_twice_is_refused_with_both_lines() {
    for text in [
        "{\"a\": 1,\n\"a\": 2}",
        "{\"a\": {\"x\": 1},\n\"a\": {\"y\": 2}}",
    ] {
        let error = refusal(text, Json);
        assert_eq!(
            error.to_string(),
            "line 2, column 1: `a` stands here and on line 1: remove or rename one of them"
        );
    }
}

#[test]
fn two_paths_to_one_key_are_refused_with_both_lines() {
    let error = refusal("{\"a:b\": 1,\n\"a\": {\n\"b\": 2}}", Json);
    assert_eq!(
        error.to_string(),
        "line 3: `a:b` stands here and on line 1: remove or rename one of them"
    );
}

#[test]
fn broken_json_is_named_with_line_and_column() {
    let error = refusal("{\n  \"ä\": 1 \"b\": 2\n}", Json);
    assert_eq!(
        error.to_string(),
        "line 2, column 9: the JSON is broken: expected comma: mend it; comments and trailing commas are fine"
    );
    for text in [
        "{",
        "{'a': 1}",
        "{a: 1}",
        "{\"a\": 0x1}",
        "{\"a\": 007}",
        "{\"a\": NaN}",
        "{} {}",
    ] {
        assert!(
            matches!(refusal(text, Json).problem, Problem::Syntax(_)),
            "{text}"
        );
    }
}

#[test]
fn json_that_is_no_object_is_refused() {
    for text in ["", "// only a comment", "[1]", "\n\n\"a\""] {
        assert_eq!(refusal(text, Json).problem, Problem::NotAnObject, "{text}");
    }
    assert_eq!(refusal("\n\n\"a\"", Json).line(), Some(3));
    assert_eq!(shown("{}", Json), Vec::<String>::new());
}

#[test]
fn json_nested_too_deep_is_refused_and_does_not_end_the_process() {
    let text = format!("{{\"a\": {}", "[".repeat(100_000));
    assert!(matches!(refusal(&text, Json).problem, Problem::Syntax(_)));
}

#[test]
fn writing_nests_and_rebuilds_arrays() {
    let flat = r#"{"b:1": "y", "b:0": "x", "a:c": "1.50", "l:0": "", "l:2": "", "0": "root", "e::f": "g"}"#;
    let expected = r#"{
  "0": "root",
  "a": {
    "c": "1.50"
  },
  "b": [
    "x",
    "y"
  ],
  "e": {
    "": {
      "f": "g"
    }
  },
  "l": {
    "0": "",
    "2": ""
  }
}
"#;
    assert_eq!(
        written(&reading(flat, Json).entries, Json).unwrap(),
        expected
    );
}

#[test]
fn writing_splits_only_at_the_separator() {
    let entries = reading(r#"{"a:b": "1", "a": {"c__d": "2"}}"#, Json).entries;
    let text = written_with(&entries, Json, Separator::parse("__").unwrap()).unwrap();
    assert_eq!(shown(&text, Json), ["a:b=1", "a:c:d=2"]);
}

#[test]
fn a_key_that_is_a_value_and_a_parent_cannot_be_written() {
    for keys in [["a", "a:b:c"], ["a:b:c", "a"]] {
        let text = format!(
            r#"{{"items": [{{"key": "{}"}}, {{"key": "{}"}}]}}"#,
            keys[0], keys[1]
        );
        let error = written(&reading(&text, KvSet).entries, Json).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`a` and `a:b:c` cannot both be written as nested JSON: export with another separator, or as `env` or `kvset`"
        );
    }
}
