//! A PostgreSQL server of its own for one test, in a temporary folder.

use std::{
    env,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
};

/// Starts the server, says where, and stops it when its input ends.
const GUARD: &str = include_str!("../../../../store/tests/postgres.sh");

/// A running server.
pub(crate) struct Postgres {
    folder: String,
    guard: Child,
}

impl Postgres {
    /// Starts the server whose programs lie in a folder, as user `postgres` when the tests run as
    /// root, which PostgreSQL refuses to serve.
    pub(crate) fn start(programs: &str) -> Self {
        let user = Command::new("id").arg("-u").output().expect("id runs");
        let mut command = if user.stdout.trim_ascii() == b"0" {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        let mut guard = command
            .args(["-c", GUARD, programs])
            .current_dir(env::temp_dir())
            // Out of reach of what ends the tests' own group, such as Ctrl-C.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell starts");
        let mut folder = String::new();
        BufReader::new(guard.stdout.take().expect("its output is piped"))
            .read_line(&mut folder)
            .expect("it speaks UTF-8");
        let folder = folder.trim().to_owned();
        assert!(!folder.is_empty(), "PostgreSQL did not start");
        Self { folder, guard }
    }

    /// Where an empty database is.
    pub(crate) fn url(&self) -> String {
        format!(
            "postgres://keyferry@localhost/postgres?host={}",
            self.folder
        )
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // The guard stops the server when its input ends.
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}
