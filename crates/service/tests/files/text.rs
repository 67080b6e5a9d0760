//! What every format shares: bytes, keys, sizes, prefixes.

use service::files::{Format, Problem, ReadOptions, Separator, read};

use crate::fixture::{pairs, refusal, shown};

#[test]
fn a_byte_order_mark_is_accepted() {
    assert_eq!(shown("\u{feff}A=1", Format::Dotenv), ["A=1"]);
    assert_eq!(shown("\u{feff}{\"A\": 1}", Format::Json), ["A=1"]);
    assert_eq!(
        shown(
            "\u{feff}{\"items\": [{\"key\": \"A\", \"value\": \"1\"}]}",
            Format::KvSet
        ),
        ["A=1"]
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_named_with_their_line() {
    let error = read(b"A=1\r\nB=\xff", Format::Dotenv, &ReadOptions::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 2, column 3: the text is not UTF-8: save the file as UTF-8"
    );
    let error = read(b"\xff\xfeA\0", Format::Dotenv, &ReadOptions::default()).unwrap_err();
    assert_eq!(error.problem, Problem::Utf16);
}

#[test]
fn a_key_with_a_percent_sign_is_named_with_its_line() {
    for (text, format) in [
        ("A=1\nB%=2", Format::Dotenv),
        ("{\n\"B%\": 2}", Format::Json),
        (
            "{\"items\": [\n{\"key\": \"B%\", \"value\": \"2\"}]}",
            Format::KvSet,
        ),
    ] {
        let error = refusal(text, format);
        assert_eq!(error.line(), Some(2), "{error}");
        assert!(error.to_string().contains("`B%` contains `%`"), "{error}");
    }
}

#[test]
fn a_value_over_the_limit_is_named_and_not_repeated() {
    let error = refusal(&format!("A=1\nBIG={}", "x".repeat(65_537)), Format::Dotenv);
    assert_eq!(
        error.to_string(),
        "line 2: the value of `BIG` has 65537 bytes; the limit is 65536: keep it elsewhere and store where it is"
    );
}

#[test]
fn a_prefix_is_put_before_every_key() {
    let options = ReadOptions {
        prefix: Some("Shop:".to_owned()),
        ..ReadOptions::default()
    };
    for (text, format) in [
        ("A=1", Format::Dotenv),
        ("{\"A\": 1}", Format::Json),
        (
            "{\"items\": [{\"key\": \"A\", \"value\": \"1\"}]}",
            Format::KvSet,
        ),
    ] {
        let reading = read(text.as_bytes(), format, &options).unwrap();
        assert_eq!(pairs(&reading), [("Shop:A".to_owned(), "1".to_owned())]);
    }
}

#[test]
fn a_separator_has_no_letters_and_at_most_four_characters() {
    for good in [":", ".", "/", "__", "->", "::::"] {
        assert_eq!(Separator::parse(good).unwrap().as_str(), good);
    }
    for bad in ["", "a", "_0_", ":::::", "%", " ", "\n"] {
        assert!(Separator::parse(bad).is_err(), "{bad:?}");
    }
}
