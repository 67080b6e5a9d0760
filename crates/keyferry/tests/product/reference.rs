//! The API is what its description says: who may call what, and nothing is answered outside it.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use crate::harness::{server::SETUP_CODE, shop::Shop, tools};

/// How many calls schemathesis makes up for an operation beyond those that every field asks for.
const EXAMPLES: &str = "5";

/// Runs a script of `tests/api` against an instance that nobody has set up, and shows what it said.
fn run(test: &str, script: &str, arguments: &[&str]) {
    let Some(python) = tools::python(test) else {
        return;
    };
    let opening = Shop::opening().variable("KEYFERRY_API_RATE_LIMIT", "0");
    let shop = opening.start();
    let azure = shop.folder.path().join("azure.json");
    fs::write(&azure, &shop.emulator.description).expect("the folder takes a file");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/api");
    let url = shop.server.url("");
    let output = Command::new(python)
        .arg(folder.join(script))
        .arg(azure)
        .args(arguments)
        .env("KEYFERRY_URL", url.trim_end_matches('/'))
        .env("KEYFERRY_SETUP_CODE", SETUP_CODE)
        .output()
        .expect("the script starts");
    assert_passes(&output, &shop.server.log());
}

#[expect(clippy::print_stdout, reason = "the table is what the test shows")]
fn assert_passes(output: &Output, log: &str) {
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    println!("{said}");
    assert!(output.status.success(), "{said}\n{complained}\n{log}");
}

#[test]
fn each_operation_succeeds_for_those_roles_that_may_and_for_nobody_else() {
    let test = "each_operation_succeeds_for_those_roles_that_may_and_for_nobody_else";
    run(test, "walk.py", &[]);
}

#[test]
fn no_request_is_answered_outside_the_description() {
    let test = "no_request_is_answered_outside_the_description";
    run(test, "fuzz.py", &[EXAMPLES]);
}
