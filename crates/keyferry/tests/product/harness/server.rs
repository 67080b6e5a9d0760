//! A `keyferry serve` of its own for one test, in a folder of its own.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    hash::{BuildHasher, RandomState},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use super::{http::Http, keyferry::KEY};

/// How long to wait between two looks.
pub(crate) const LOOK: Duration = Duration::from_millis(20);

/// What first-run set-up asks for.
pub(crate) const SETUP_CODE: &str = "a-set-up-code-that-only-tests-know";

/// A server, running or not. Dropping it ends the process.
pub(crate) struct Server {
    folder: PathBuf,
    port: u16,
    variables: BTreeMap<String, String>,
    child: Option<Child>,
}

impl Server {
    /// A server on a free port that keeps everything in a folder. It does not run yet.
    pub(crate) fn new(folder: &Path) -> Self {
        let port = free_port();
        fs::create_dir_all(folder.join("tmp")).expect("a folder for temporary files");
        let variables = [
            ("ENCRYPTION_KEY", KEY.to_owned()),
            ("KEYFERRY_SETUP_TOKEN", SETUP_CODE.to_owned()),
            ("PORT", port.to_string()),
            ("SITE_URL", format!("http://127.0.0.1:{port}")),
            ("TMPDIR", folder.join("tmp").display().to_string()),
        ];
        let variables = variables
            .map(|(name, value)| (name.to_owned(), value))
            .into();
        Self {
            folder: folder.to_owned(),
            port,
            variables,
            child: None,
        }
    }

    /// Another process on a port of its own, with the same database and settings. It does not run
    /// yet.
    pub(crate) fn twin(&self, folder: &Path) -> Self {
        let mut twin = Self::new(folder);
        for (name, value) in &self.variables {
            if !matches!(name.as_str(), "PORT" | "SITE_URL" | "TMPDIR") {
                twin.set(name, value.as_str());
            }
        }
        twin
    }

    /// Sets a variable of the next start.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.variables.insert(name.to_owned(), value.into());
    }

    /// The file of its database.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join("keyferry.db")
    }

    /// The address of a page.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// The port it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Starts it and waits until it is ready.
    pub(crate) fn start(&mut self, http: &Http) {
        let mut child = self.command().spawn().expect("the binary starts");
        let ready = self.url("readyz");
        loop {
            if let Some(status) = child.try_wait().expect("the process is ours") {
                panic!("the server ended with {status}:\n{}", self.log());
            }
            let answer = http.try_send(|client| client.get(&ready));
            if answer.is_some_and(|answer| answer.status == 200) {
                break;
            }
            thread::sleep(LOOK);
        }
        self.child = Some(child);
    }

    /// Ends it as `kill -9` does.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("the process is ours");
            child.wait().expect("the process is ours");
        }
    }

    /// Everything it said so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.join("serve.log")
    }

    fn command(&self) -> Command {
        let log: File = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.log_file())
            .expect("a file for the log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyferry"));
        command
            .arg("serve")
            .current_dir(&self.folder)
            .env_clear()
            .envs(&self.variables)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log);
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A port that nobody listens on, below those that systems give to outgoing connections: while the
/// server is down between two starts nobody else takes it.
fn free_port() -> u16 {
    loop {
        let random = RandomState::new().hash_one(std::process::id());
        let port = 10_000 + u16::try_from(random % 20_000).expect("it is small");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
