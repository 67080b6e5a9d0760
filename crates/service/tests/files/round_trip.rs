//! What goes out comes back.

use std::collections::{BTreeMap, BTreeSet};

use model::{SecretKey, SecretValue};
use proptest::prelude::*;
use service::files::{Entry, FileError, Format, Problem, ReadOptions, read};

use crate::fixture::{pairs, reading, written};

fn key() -> impl Strategy<Value = String> {
    let segment = prop_oneof!["[a-z]{0,3}", "[0-3]", "\\PC{0,6}"];
    prop::collection::vec(segment, 1..4)
        .prop_map(|segments| segments.join(":"))
        .prop_filter("a key", |key| SecretKey::parse(key).is_ok())
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,20}", "[\n\r\t '\"\\\\$#=a]{0,12}", any::<String>()]
}

fn entry() -> impl Strategy<Value = Entry> {
    let tags = prop::collection::btree_map(any::<String>(), any::<String>(), 0..3);
    let content_type = prop::option::of(any::<String>());
    (
        key(),
        value(),
        content_type,
        tags,
        prop::option::of("\\PC{1,5}"),
    )
        .prop_map(|(key, value, content_type, tags, label)| Entry {
            key: SecretKey::parse(&key).unwrap(),
            value: SecretValue::new(value).unwrap(),
            content_type,
            tags,
            label,
            line: 0,
        })
}

/// Entries, each key once.
fn entries() -> impl Strategy<Value = Vec<Entry>> {
    prop::collection::vec(entry(), 0..12).prop_map(|entries| {
        let by_key: BTreeMap<_, _> = entries.into_iter().map(|e| (e.key.clone(), e)).collect();
        by_key.into_values().collect()
    })
}

fn pair_set(entries: &[Entry]) -> BTreeSet<(String, String)> {
    entries
        .iter()
        .map(|e| (e.key.to_string(), e.value.reveal().to_owned()))
        .collect()
}

/// Whether some key is another's parent.
fn nests_in_itself(entries: &[Entry]) -> bool {
    entries.iter().any(|parent| {
        let below = format!("{}:", parent.key);
        entries.iter().any(|e| e.key.as_str().starts_with(&below))
    })
}

proptest! {
    #[test]
    fn a_kvset_loses_nothing(entries in entries()) {
        let mut back = reading(&written(&entries, Format::KvSet).unwrap(), Format::KvSet).entries;
        for entry in &mut back {
            entry.line = 0;
        }
        prop_assert_eq!(back, entries);
    }

    #[test]
    fn an_env_file_gives_the_same_keys_and_values(entries in entries()) {
        let text = written(&entries, Format::Dotenv).unwrap();
        let back = reading(&text, Format::Dotenv);
        prop_assert_eq!(pair_set(&back.entries), pair_set(&entries), "{}", text);
    }

    #[test]
    fn json_gives_the_same_keys_and_values_or_names_the_conflict(entries in entries()) {
        match written(&entries, Format::Json) {
            Ok(text) => {
                let back = reading(&text, Format::Json);
                prop_assert_eq!(pair_set(&back.entries), pair_set(&entries), "{}", text);
            }
            Err(FileError { problem: Problem::Conflict { value, below }, .. }) => {
                prop_assert!(nests_in_itself(&entries));
                prop_assert!(below.as_str().starts_with(value.as_str()));
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn any_text_is_read_or_refused_and_never_panics(text in any::<String>()) {
        for format in Format::ALL {
            let read = read(text.as_bytes(), *format, &ReadOptions::default());
            if let Ok(reading) = read {
                prop_assert!(pairs(&reading).len() <= text.len());
            }
        }
    }
}
