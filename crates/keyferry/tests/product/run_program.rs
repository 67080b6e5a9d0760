//! `keyferry run`: a program gets a folder's secrets in its environment, and nothing of Keyferry
//! stands between it and whoever started it.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use crate::harness::shop::{ENVIRONMENT, PROJECT, Shop};

fn run(shop: &Shop, program: &[&str]) -> crate::harness::shop::Ran {
    let arguments = [&["run", "--env", ENVIRONMENT, "--"][..], program].concat();
    shop.keyferry(&arguments)
}

#[test]
fn a_program_finds_the_secrets_in_its_environment_and_its_exit_code_is_passed_on() {
    let shop = Shop::opening().open();
    shop.set(&[
        "HOST=db",
        "URL=pg://${HOST}",
        "Pool:Max=3",
        "PATH=/tmp/evil",
    ]);
    let script = "printf '%s %s' \"$URL\" \"$Pool__Max\"; exit 7";
    let ran = run(&shop, &["/bin/sh", "-c", script]);
    assert_eq!((ran.code, ran.stdout.as_str()), (7, "pg://db 3"), "{ran:?}");
    assert!(ran.stderr.contains("`PATH` is left out"), "{ran:?}");
    assert!(!ran.stderr.contains("evil"), "{ran:?}");
}

#[test]
fn a_reference_that_leads_nowhere_is_named_and_given_as_typed() {
    let shop = Shop::opening().open();
    shop.set(&["URL=pg://${GONE}"]);
    let ran = run(&shop, &["/bin/sh", "-c", "printf %s \"$URL\""]).ok();
    assert_eq!(ran.stdout, "pg://${GONE}");
    assert!(
        ran.stderr.contains("`URL`") && ran.stderr.contains("GONE"),
        "{ran:?}"
    );
}

#[test]
fn a_program_that_does_not_start_has_the_code_that_shells_give_it() {
    let shop = Shop::opening().open();
    assert_eq!(run(&shop, &["/no/such/program"]).code, 127);
    shop.file("not-a-program", "text");
    assert_eq!(run(&shop, &["./not-a-program"]).code, 126);
}

#[test]
fn a_signal_ends_the_program_itself() {
    let shop = Shop::opening().open();
    let status = Command::new(env!("CARGO_BIN_EXE_keyferry"))
        .args(["run", "--env", ENVIRONMENT, "--"])
        .args(["/bin/sh", "-c", "kill -TERM $$; exit 1"])
        .current_dir(shop.folder.path())
        .env_clear()
        .env("KEYFERRY_URL", shop.server.url(""))
        .env("KEYFERRY_TOKEN", &shop.token)
        .env("KEYFERRY_PROJECT", PROJECT)
        .status()
        .expect("the binary starts");
    assert_eq!(status.signal(), Some(15), "{status}");
}
