//! Which format a file is.

use service::files::{Format, detect};

fn detected(name: &str, text: &str) -> Format {
    detect(name, text.as_bytes()).unwrap()
}

#[test]
fn the_name_tells_an_env_file() {
    for name in [
        ".env",
        "checkout.env",
        "/srv/shop/.env.production",
        "Shop.ENV",
    ] {
        assert_eq!(detected(name, "{"), Format::Dotenv, "{name}");
    }
}

#[test]
fn the_text_tells_a_kvset_from_other_json() {
    assert_eq!(
        detected("a.json", r#"{"items": [{"key": "a"}]}"#),
        Format::KvSet
    );
    assert_eq!(detected("a.json", r#"{"items": ["a", "b"]}"#), Format::Json);
    assert_eq!(
        detected("a.json", r#"{"items": [{"key": "a"}], "name": "x"}"#),
        Format::Json
    );
    assert_eq!(detected("a.json", "{ broken"), Format::Json);
    assert_eq!(detected("a.kvset.json", "{}"), Format::KvSet);
}

#[test]
fn text_without_a_telling_name_is_looked_at() {
    assert_eq!(detected("-", "\u{feff}\n {\"a\": 1}"), Format::Json);
    assert_eq!(detected("settings", r#"{"items": []}"#), Format::KvSet);
}

#[test]
fn text_without_any_name_is_dotenv_unless_it_is_json() {
    assert_eq!(detected("", "Checkout:Currency=EUR"), Format::Dotenv);
    assert_eq!(detected("", "{}"), Format::Json);
}

#[test]
fn an_unknown_file_asks_for_the_format() {
    let error = detect("shop.yaml", b"a: 1").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`shop.yaml` is of no known format: name the format: `env`, `json` or `kvset`"
    );
}

#[test]
fn a_format_has_a_word() {
    for format in Format::ALL {
        assert_eq!(format.as_str().parse::<Format>().unwrap(), *format);
    }
    assert!("yaml".parse::<Format>().is_err());
}
