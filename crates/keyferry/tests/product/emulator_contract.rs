//! Microsoft's own SDKs meet the emulator as they would meet the service.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::harness::{emulator::EmulatorProcess, tools};

/// Checks that a contract script makes: seven for each of two ways to sign in, and a wrong secret.
const CHECKS: usize = 15;
/// Checks of the script about identities: six ways to sign in, two identities that only read, a
/// token file with a line end and three wrong proofs.
const IDENTITIES: usize = 12;

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/emulator")
        .join(name)
}

fn emulator() -> EmulatorProcess {
    EmulatorProcess::start(&["--tier", "unlimited"])
}

/// Runs a contract script and fails with all it said unless so many checks passed.
fn assert_passes(command: &mut Command, checks: usize) {
    let output = command.output().expect("the script starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    let passed = said.lines().filter(|line| line.starts_with("ok: ")).count();
    assert_eq!(passed, checks, "{said}\n{complained}");
}

#[test]
fn the_python_sdk_finds_what_it_expects() {
    let Some(python) = tools::python("the_python_sdk_finds_what_it_expects") else {
        return;
    };
    let emulator = emulator();
    assert_passes(
        Command::new(python)
            .arg(script("contract.py"))
            .arg(&emulator.description)
            .env("REQUESTS_CA_BUNDLE", emulator.ca_file()),
        CHECKS,
    );
}

#[test]
fn every_credential_of_the_python_library_signs_in() {
    let Some(python) = tools::python("every_credential_of_the_python_library_signs_in") else {
        return;
    };
    let emulator = emulator();
    assert_passes(
        Command::new(python)
            .arg(script("identities.py"))
            .arg(&emulator.description)
            .env("REQUESTS_CA_BUNDLE", emulator.ca_file()),
        IDENTITIES,
    );
}

#[test]
fn the_javascript_sdk_finds_what_it_expects() {
    let Some(node) = tools::node("the_javascript_sdk_finds_what_it_expects") else {
        return;
    };
    let emulator = emulator();
    assert_passes(
        Command::new(node.program)
            .arg(script("contract.mjs"))
            .arg(&emulator.description)
            .env("KEYFERRY_TEST_NODE_PATH", node.packages)
            .env("NODE_EXTRA_CA_CERTS", emulator.ca_file()),
        CHECKS,
    );
}

#[test]
fn an_address_other_machines_can_reach_is_refused() {
    let output = Command::new(env!("CARGO_BIN_EXE_keyferry"))
        .args(["emulator", "--host", "0.0.0.0", "--data", "unused"])
        .output()
        .expect("the binary starts");
    assert!(!output.status.success());
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(
        message.contains("0.0.0.0 is not a loopback address"),
        "{message}"
    );
}
