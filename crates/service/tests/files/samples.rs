//! The samples the project ships, against tables written by hand.

use std::path::{Path, PathBuf};

use service::files::{Format, ReadOptions, Reading, detect, read};

use crate::fixture::{pairs, reading, written};

fn sample(name: &str) -> (Format, Reading) {
    let bytes = std::fs::read(repository().join("samples").join(name)).unwrap();
    let format = detect(name, &bytes).unwrap();
    (
        format,
        read(&bytes, format, &ReadOptions::default()).unwrap(),
    )
}

fn expected(name: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/expected");
    let table = std::fs::read_to_string(folder.join(name)).unwrap();
    let row = |line: &str| {
        let (key, value) = line.split_once('\t').unwrap();
        (key.to_owned(), unescaped(value))
    };
    table.lines().map(row).collect()
}

fn unescaped(text: &str) -> String {
    let parts: Vec<_> = text.split("\\\\").collect();
    let parts = parts
        .iter()
        .map(|part| part.replace("\\n", "\n").replace("\\t", "\t"));
    parts.collect::<Vec<_>>().join("\\")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_storefront_says_what_its_table_says() {
    let (format, reading) = sample("storefront.appsettings.json");
    assert_eq!(format, Format::Json);
    assert_eq!(pairs(&reading), expected("storefront.appsettings.tsv"));
    let emptied: Vec<_> = reading.notes.iter().map(|note| note.key.as_str()).collect();
    assert_eq!(
        emptied,
        [
            "Storefront:Banner",
            "Storefront:HiddenCategories",
            "Storefront:Search:Synonyms"
        ]
    );
}

#[test]
fn the_checkout_says_what_its_table_says() {
    let (format, reading) = sample("checkout.env");
    assert_eq!(format, Format::Dotenv);
    assert_eq!(pairs(&reading), expected("checkout.tsv"));
    assert_eq!(reading.notes, []);
}

#[test]
fn the_shipping_says_what_its_table_says() {
    let (format, reading) = sample("shipping.kvset.json");
    assert_eq!(format, Format::KvSet);
    assert_eq!(pairs(&reading), expected("shipping.kvset.tsv"));
    let vault = &reading.entries[2];
    assert_eq!(
        vault.content_type.as_deref(),
        Some("application/vnd.microsoft.appconfig.keyvaultref+json;charset=utf-8")
    );
    assert_eq!(vault.tags["team"], "logistics");
}

#[test]
fn every_sample_survives_every_format() {
    for name in [
        "storefront.appsettings.json",
        "checkout.env",
        "shipping.kvset.json",
    ] {
        let (_, original) = sample(name);
        for format in Format::ALL {
            let text = written(&original.entries, *format).unwrap();
            let mut back = pairs(&reading(&text, *format));
            let mut pairs = pairs(&original);
            back.sort();
            pairs.sort();
            assert_eq!(back, pairs, "{name} as {format}");
        }
    }
}
