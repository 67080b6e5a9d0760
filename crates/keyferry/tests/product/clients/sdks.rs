//! The SDKs, each driven by a program in `tests/clients`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::json;

use super::on_postgres;
use crate::harness::{shop::Shop, tools};

/// How many checks each program makes.
const PYTHON: usize = 15;
const NODE: usize = 12;
const RUST: usize = 8;

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/clients")
        .join(name)
}

/// Runs a program against a shop and fails with all it said unless so many checks passed.
fn assert_passes(command: &mut Command, shop: &Shop, checks: usize) {
    let known = json!({
        "host": shop.server.url("").trim_end_matches('/'),
        "clientId": shop.machine_client,
        "clientSecret": shop.machine_secret,
        "projectId": shop.project,
        "projectSlug": crate::harness::shop::PROJECT,
    });
    let output = command
        .arg(known.to_string())
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    let passed = said.lines().filter(|line| line.starts_with("ok: ")).count();
    assert_eq!(passed, checks, "{said}\n{complained}");
}

fn python(program: PathBuf) -> Command {
    let mut command = Command::new(program);
    command.arg(script("python.py"));
    command
}

fn node(node: tools::Node) -> Command {
    let mut command = Command::new(node.program);
    command
        .arg(script("node.mjs"))
        .env("KEYFERRY_TEST_NODE_PATH", node.packages);
    command
}

/// What the Rust SDK has no call for: a folder that imports another environment.
fn add_an_import(shop: &Shop) {
    let secret = json!({
        "workspaceId": shop.project, "environment": "prod", "secretPath": "/",
        "secretValue": "i",
    });
    shop.api_post("v3/secrets/raw/RUST_IMPORTED", &secret)
        .json();
    let folder = json!({
        "workspaceId": shop.project, "environment": "dev", "name": "rust-importing", "path": "/",
    });
    shop.api_post("v1/folders", &folder).json();
    let import = json!({
        "workspaceId": shop.project,
        "environment": "dev",
        "path": "/rust-importing",
        "isReplication": false,
        "import": { "environment": "prod", "path": "/" },
    });
    shop.api_post("v1/secret-imports", &import).json();
}

#[test]
fn the_python_sdk_finds_what_it_expects_on_sqlite() {
    let test = "the_python_sdk_finds_what_it_expects_on_sqlite";
    let Some(program) = tools::python(test) else {
        return;
    };
    assert_passes(&mut python(program), &Shop::opening().open(), PYTHON);
}

#[test]
fn the_python_sdk_finds_what_it_expects_on_postgres() {
    let test = "the_python_sdk_finds_what_it_expects_on_postgres";
    let Some((program, (shop, _database))) = tools::python(test).zip(on_postgres(test)) else {
        return;
    };
    assert_passes(&mut python(program), &shop, PYTHON);
}

#[test]
fn the_node_sdk_finds_what_it_expects_on_sqlite() {
    let test = "the_node_sdk_finds_what_it_expects_on_sqlite";
    let Some(program) = tools::node(test) else {
        return;
    };
    assert_passes(&mut node(program), &Shop::opening().open(), NODE);
}

#[test]
fn the_node_sdk_finds_what_it_expects_on_postgres() {
    let test = "the_node_sdk_finds_what_it_expects_on_postgres";
    let Some((program, (shop, _database))) = tools::node(test).zip(on_postgres(test)) else {
        return;
    };
    assert_passes(&mut node(program), &shop, NODE);
}

#[test]
fn the_rust_sdk_finds_what_it_expects_on_sqlite() {
    let test = "the_rust_sdk_finds_what_it_expects_on_sqlite";
    let Some(program) = tools::rust_client(test) else {
        return;
    };
    let shop = Shop::opening().open();
    add_an_import(&shop);
    assert_passes(&mut Command::new(program), &shop, RUST);
}

#[test]
fn the_rust_sdk_finds_what_it_expects_on_postgres() {
    let test = "the_rust_sdk_finds_what_it_expects_on_postgres";
    let Some((program, (shop, _database))) = tools::rust_client(test).zip(on_postgres(test)) else {
        return;
    };
    add_an_import(&shop);
    assert_passes(&mut Command::new(program), &shop, RUST);
}
