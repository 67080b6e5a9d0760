//! Keyferry's own binary: one-shot commands, and a server or demo that runs for one test.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Output, Stdio},
    thread::JoinHandle,
};

use tempfile::TempDir;

/// A root key that is good enough to be accepted.
pub(crate) const KEY: &str = "d61663f9e4f0dc6195d1b48d9e9ff26ed95743f6f6cb3717b182e0ee0601b239";

/// A folder to run commands in, without this machine's settings.
pub(crate) struct Workplace {
    folder: TempDir,
}

impl Workplace {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file for a command to read.
    pub(crate) fn file(&self, name: &str, text: &[u8]) {
        fs::write(self.path().join(name), text).expect("the file is written");
    }

    /// The binary with these arguments, to be run in this folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyferry"));
        command.args(arguments).current_dir(self.path()).env_clear();
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the binary to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, &[])
    }

    /// Runs the binary to its end with these environment variables.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied());
        Ended::of(&command.output().expect("the binary starts"))
    }

    /// `keyferry dev` on free ports, once it has shown what arrived.
    pub(crate) fn dev(&self) -> Running {
        let mut arguments = vec!["dev"];
        arguments.extend(FREE_PORTS);
        Running::start(self.command(&arguments), Stream::Out, "Never use it in")
    }

    /// `keyferry dev --once` on free ports.
    pub(crate) fn dev_once(&self) -> Ended {
        let mut arguments = vec!["dev", "--once"];
        arguments.extend(FREE_PORTS);
        self.run(&arguments)
    }

    /// `keyferry serve` on a free port, once it is ready.
    pub(crate) fn serve(&self, variables: &[(&str, &str)]) -> Running {
        let port = free_port().to_string();
        let mut command = self.command(&["serve"]);
        command
            .env("ENCRYPTION_KEY", KEY)
            .env("PORT", port)
            .envs(variables.iter().copied());
        Running::start(command, Stream::Err, "ready")
    }
}

const FREE_PORTS: [&str; 8] = [
    "--port",
    "0",
    "--http-port",
    "0",
    "--https-port",
    "0",
    "--admin-port",
    "0",
];

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// A command that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The command, which must have done its work.
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }
}

/// Which stream says that a process is ready.
#[derive(Clone, Copy)]
enum Stream {
    Out,
    Err,
}

/// A process that runs until it is dropped or stopped.
pub(crate) struct Running {
    child: Child,
    /// What it said until it was ready.
    pub(crate) said: String,
    rest: Option<JoinHandle<String>>,
}

impl Running {
    fn start(mut command: Command, stream: Stream, ready: &str) -> Self {
        // Only one of the two is read, and a full pipe would stop the process.
        match stream {
            Stream::Out => command.stderr(Stdio::inherit()),
            Stream::Err => command.stdout(Stdio::inherit()),
        };
        let mut child = command.spawn().expect("the binary starts");
        let source: Box<dyn Read + Send> = match stream {
            Stream::Out => Box::new(child.stdout.take().expect("its output is piped")),
            Stream::Err => Box::new(child.stderr.take().expect("its errors are piped")),
        };
        let mut lines = BufReader::new(source);
        let mut said = String::new();
        while !said.contains(ready) {
            let read = lines.read_line(&mut said).expect("it speaks UTF-8");
            assert_ne!(read, 0, "it ended before it was ready: {said}");
        }
        let rest = std::thread::spawn(move || {
            let mut rest = String::new();
            // What cannot be read any more was not said.
            let _ = lines.read_to_string(&mut rest);
            rest
        });
        Self {
            child,
            said,
            rest: Some(rest),
        }
    }

    /// Asks the process to stop, as a service manager would, and returns all that it said.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        let status = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(status.expect("kill runs").success());
        let code = self.child.wait().expect("it ends").code();
        let rest = self
            .rest
            .take()
            .and_then(|rest| rest.join().ok())
            .unwrap_or_default();
        (code, format!("{}{rest}", self.said))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
