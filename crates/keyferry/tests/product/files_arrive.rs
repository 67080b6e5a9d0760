//! The sample files, from the command line to the store, read back by Microsoft's Python SDK.

use std::{collections::BTreeMap, path::Path, process::Command};

use serde_json::Value;

use crate::harness::{
    shop::Shop,
    tables::{SAMPLES, expected, repository, sample},
    tools,
};

/// A setting as the SDK shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
struct Setting {
    value: String,
    label: Option<String>,
    content_type: Option<String>,
    tags: BTreeMap<String, String>,
}

/// Reads every setting of the shop's store. `way` is `http` or `https`.
fn read_all(python: &Path, shop: &Shop, way: &str) -> BTreeMap<String, Setting> {
    let output = Command::new(python)
        .arg(repository().join("tests/sync/read_all.py"))
        .arg(way)
        .arg(&shop.emulator.description)
        .env("REQUESTS_CA_BUNDLE", shop.emulator.ca_file())
        .output()
        .expect("the script starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let settings: Vec<Value> = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    let keyed = settings.into_iter().map(|setting| {
        let key = setting["key"]
            .as_str()
            .expect("a setting has a key")
            .to_owned();
        (key, serde_json::from_value(setting).expect("a setting"))
    });
    keyed.collect()
}

#[test]
fn every_setting_of_the_samples_arrives_as_the_files_say() {
    let Some(python) = tools::python("every_setting_of_the_samples_arrives_as_the_files_say")
    else {
        return;
    };
    let shop = Shop::open();
    let mut wanted = BTreeMap::new();
    for (file, table) in SAMPLES {
        shop.import(sample(file).to_str().expect("a path in Unicode"))
            .ok();
        wanted.extend(expected(table));
    }
    shop.sync();
    shop.run_sync().ok();
    for way in ["http", "https"] {
        let settings = read_all(&python, &shop, way);
        assert!(
            settings.values().all(|setting| setting.label.is_none()),
            "{way}"
        );
        let arrived: BTreeMap<_, _> = settings
            .iter()
            .map(|(key, setting)| (key.clone(), setting.value.clone()))
            .collect();
        assert_eq!(arrived, wanted, "{way}");
        let zones = &settings["Shipping:Zones"];
        assert_eq!(
            zones.content_type.as_deref(),
            Some("application/json"),
            "{way}"
        );
        let tags = [("reviewed", "2026-10-01"), ("team", "logistics")];
        let tags = tags.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(zones.tags, tags.into(), "{way}");
    }
}
