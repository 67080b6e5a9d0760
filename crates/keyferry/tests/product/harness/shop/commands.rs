//! The command line, as a person in the shop's folder runs it.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use serde_json::Value;

use super::{ENVIRONMENT, PROJECT, Shop};

/// What a command did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The command has to have succeeded.
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:#?}");
        self
    }

    /// What it printed, as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("no JSON: {self:#?}"))
    }
}

impl Shop {
    /// Runs a command of the command line.
    pub(crate) fn keyferry(&self, arguments: &[&str]) -> Ran {
        self.keyferry_with_input(arguments, "")
    }

    /// Runs a command and gives it something to read.
    pub(crate) fn keyferry_with_input(&self, arguments: &[&str], input: &str) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_keyferry"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("TMPDIR", self.folder.path().join("tmp"))
            .env("KEYFERRY_URL", self.server.url(""))
            .env("KEYFERRY_TOKEN", &self.token)
            .env("KEYFERRY_PROJECT", PROJECT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut stdin = child.stdin.take().expect("its input is piped");
        // A command that reads nothing may end before this.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("the process is ours");
        Ran {
            code: output.status.code().expect("no signal ended it"),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }

    /// Sets secrets, each `KEY=VALUE`.
    pub(crate) fn set(&self, pairs: &[&str]) {
        let mut arguments = vec!["secrets", "set", "--env", ENVIRONMENT];
        arguments.extend(pairs);
        self.keyferry(&arguments).ok();
    }

    /// Deletes secrets.
    pub(crate) fn delete(&self, keys: &[&str]) {
        let mut arguments = vec!["secrets", "delete", "--env", ENVIRONMENT];
        arguments.extend(keys);
        self.keyferry(&arguments).ok();
    }

    /// Imports a file as the command line does.
    pub(crate) fn import(&self, file: &str) -> Ran {
        self.keyferry(&["import", "--env", ENVIRONMENT, "--separator", ":", file])
    }
}
