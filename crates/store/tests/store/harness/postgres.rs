//! One PostgreSQL server for the whole test run, in a temporary folder, and a database for each test.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{Connection, PgConnection};
use store::Location;

/// Starts the server, says where, and stops it when its input ends.
const GUARD: &str = include_str!("../../postgres.sh");

struct Server {
    /// The folder of its socket.
    folder: String,
    /// Holds the input whose end stops it.
    _guard: Child,
}

static SERVER: OnceLock<Option<Server>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The place of a new, empty database.
pub(super) async fn new_database(test: &str) -> Option<Location> {
    let url = new_url(test).await?;
    Some(Location::parse(&url).unwrap())
}

/// The URL of a new, empty database.
pub(super) async fn new_url(test: &str) -> Option<String> {
    let Some(server) = SERVER.get_or_init(start) else {
        let skipped =
            format!("SKIPPED {test} on PostgreSQL: set KEYFERRY_TEST_POSTGRES (scripts/test does)");
        assert!(
            std::env::var("KEYFERRY_TEST_NO_SKIP").as_deref() != Ok("1"),
            "{skipped}"
        );
        // Not `eprintln`, which is captured while a test passes: what is skipped is said aloud.
        let mut aloud = std::io::stderr();
        writeln!(aloud, "{skipped}").unwrap();
        return None;
    };
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&server.url("postgres"))
        .await
        .unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    Some(server.url(&name))
}

impl Server {
    fn url(&self, database: &str) -> String {
        format!(
            "postgres://keyferry@localhost/{database}?host={}",
            self.folder
        )
    }
}

/// Starts the server whose programs lie in `KEYFERRY_TEST_POSTGRES`, as user `postgres` when the
/// tests run as root, which PostgreSQL refuses to serve.
fn start() -> Option<Server> {
    let programs = std::env::var("KEYFERRY_TEST_POSTGRES").ok()?;
    let user = Command::new("id").arg("-u").output().unwrap().stdout;
    let mut command = if user.trim_ascii() == b"0" {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    let mut guard = command
        .args(["-c", GUARD, &programs])
        .current_dir("/")
        // Out of reach of what ends the tests' own group, such as Ctrl-C.
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut folder = String::new();
    BufReader::new(guard.stdout.take().unwrap())
        .read_line(&mut folder)
        .unwrap();
    let folder = folder.trim().to_owned();
    assert!(!folder.is_empty(), "PostgreSQL did not start");
    Some(Server {
        folder,
        _guard: guard,
    })
}
