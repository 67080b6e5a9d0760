//! A `keyferry emulator` of its own for one test.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// A running `keyferry emulator` on free ports. Dropping it ends the process.
pub(crate) struct EmulatorProcess {
    child: Child,
    /// The line of JSON that the emulator printed.
    pub(crate) description: String,
    folder: TempDir,
}

impl EmulatorProcess {
    /// Starts the binary with further arguments and waits until it serves.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut child = Command::new(env!("CARGO_BIN_EXE_keyferry"))
            .args(["emulator", "--output", "json"])
            .args(["--http-port", "0", "--https-port", "0", "--admin-port", "0"])
            .arg("--data")
            .arg(folder.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let stdout = child.stdout.take().expect("its output is piped");
        let mut description = String::new();
        BufReader::new(stdout)
            .read_line(&mut description)
            .expect("it prints a line");
        assert!(
            !description.is_empty(),
            "the emulator stopped before it served"
        );
        Self {
            child,
            description,
            folder,
        }
    }

    /// The certificate authority it wrote.
    pub(crate) fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }
}

impl Drop for EmulatorProcess {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
