//! The floors of `ARCHITECTURE.md`, held against the manifests.

use std::{collections::BTreeMap, env, fs, process::Command};

use serde_json::Value;

use crate::harness::admin::text;

/// Each crate and its floor.
const FLOORS: [(&str, u8); 10] = [
    ("model", 1),
    ("plan", 2),
    ("seal", 2),
    ("azure", 2),
    ("azure-emulator", 2),
    ("store", 3),
    ("service", 4),
    ("server", 5),
    ("keyferry", 6),
    ("bench", 7),
];

fn packages() -> Vec<Value> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    metadata["packages"]
        .as_array()
        .expect("a list of packages")
        .clone()
}

/// Which crates of the workspace a package names, and whether only its tests do.
fn imports(package: &Value) -> Vec<(String, bool)> {
    let dependencies = package["dependencies"]
        .as_array()
        .expect("a list of dependencies");
    let of_workspace = dependencies
        .iter()
        .filter(|dependency| dependency["path"].is_string());
    of_workspace
        .map(|dependency| (text(dependency, "name"), dependency["kind"] == "dev"))
        .collect()
}

#[test]
fn a_crate_imports_only_from_the_floors_below_it() {
    let floors: BTreeMap<_, _> = FLOORS.into();
    for package in packages() {
        let name = text(&package, "name");
        let floor = floors
            .get(name.as_str())
            .unwrap_or_else(|| panic!("{name} has no floor"));
        for (import, for_tests) in imports(&package) {
            let below = floors
                .get(import.as_str())
                .is_some_and(|below| below < floor);
            // The emulator plays a service on the network, so any floor's tests may face it.
            let plays = for_tests && import == "azure-emulator";
            assert!(
                below || plays,
                "{name} imports {import}, which is not on a lower floor"
            );
        }
    }
}

#[test]
fn every_floor_of_the_plan_exists() {
    let names: Vec<_> = packages()
        .iter()
        .map(|package| text(package, "name"))
        .collect();
    for (name, _) in FLOORS {
        assert!(
            names.iter().any(|known| known == name),
            "{name} is not in the workspace"
        );
    }
}

#[test]
fn azure_and_its_emulator_know_nothing_of_keyferry_and_of_each_other() {
    for package in packages() {
        let name = text(&package, "name");
        if name == "azure" || name == "azure-emulator" {
            let imports = imports(&package);
            assert!(imports.is_empty(), "{name} imports {imports:?}");
        }
    }
}

#[test]
fn every_crate_inherits_the_lints_of_the_workspace() {
    for package in packages() {
        let path = text(&package, "manifest_path");
        let manifest = fs::read_to_string(&path).expect("the manifest is there");
        let manifest: toml::Table = manifest.parse().expect("the manifest is TOML");
        let inherits = manifest
            .get("lints")
            .and_then(|lints| lints.get("workspace"));
        assert_eq!(inherits, Some(&toml::Value::Boolean(true)), "{path}");
    }
}
