//! The tables, written by hand, of what the project's sample files say.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Each sample file with its table.
pub(crate) const SAMPLES: [(&str, &str); 3] = [
    ("storefront.appsettings.json", "storefront.appsettings.tsv"),
    ("checkout.env", "checkout.tsv"),
    ("shipping.kvset.json", "shipping.kvset.tsv"),
];

/// A sample file.
pub(crate) fn sample(name: &str) -> PathBuf {
    repository().join("samples").join(name)
}

/// What a table says, by key.
pub(crate) fn expected(table: &str) -> BTreeMap<String, String> {
    let folder = repository().join("crates/service/tests/files/expected");
    let table = fs::read_to_string(folder.join(table)).expect("the table is there");
    let row = |line: &str| {
        let (key, value) = line.split_once('\t').expect("a tab between key and value");
        (key.to_owned(), unescaped(value))
    };
    table.lines().map(row).collect()
}

/// A folder at the top of the project.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        plain.push(match character {
            '\\' => match characters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('\\') => '\\',
                other => panic!("the table has the escape {other:?}"),
            },
            other => other,
        });
    }
    plain
}
