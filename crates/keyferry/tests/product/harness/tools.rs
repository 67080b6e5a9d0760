//! The tools that only some machines have. `scripts/tools` installs them and prints the
//! variables that name them.

use std::{
    env,
    ffi::OsString,
    io::{self, Write},
    path::PathBuf,
};

/// Node.js and the folder whose `node_modules` has the packages.
pub(crate) struct Node {
    pub(crate) program: PathBuf,
    pub(crate) packages: PathBuf,
}

/// A Python that has Microsoft's and Infisical's packages.
pub(crate) fn python(test: &str) -> Option<PathBuf> {
    path("KEYFERRY_TEST_PYTHON").or_else(|| skip(test, "Python with azure-appconfiguration"))
}

/// A Node.js with Microsoft's and Infisical's packages.
pub(crate) fn node(test: &str) -> Option<Node> {
    path("KEYFERRY_TEST_NODE")
        .zip(path("KEYFERRY_TEST_NODE_PATH"))
        .map(|(program, packages)| Node { program, packages })
        .or_else(|| skip(test, "Node.js with @azure/app-configuration"))
}

/// The program in `tests/clients/rust`, built.
pub(crate) fn rust_client(test: &str) -> Option<PathBuf> {
    path("KEYFERRY_TEST_RUST_CLIENT").or_else(|| skip(test, "the client in tests/clients/rust"))
}

/// The driver of a Chromium that is installed beside it.
pub(crate) fn chromedriver(test: &str) -> Option<PathBuf> {
    path("KEYFERRY_TEST_CHROMEDRIVER").or_else(|| skip(test, "Chromium with its driver"))
}

/// The folder of PostgreSQL's programs.
pub(crate) fn postgres(test: &str) -> Option<PathBuf> {
    path("KEYFERRY_TEST_POSTGRES").or_else(|| skip(test, "PostgreSQL"))
}

/// axe-core, which looks for what keeps people from using a page.
pub(crate) fn axe(test: &str) -> Option<PathBuf> {
    path("KEYFERRY_TEST_NODE_PATH")
        .map(|packages| packages.join("node_modules/axe-core/axe.min.js"))
        .or_else(|| skip(test, "axe-core"))
}

fn path(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// Says aloud that a test does not run, or fails it where every test must run.
fn skip<T>(test: &str, need: &str) -> Option<T> {
    let message = format!("SKIPPED {test}: needs {need} (scripts/test installs it)");
    assert!(
        env::var_os("KEYFERRY_TEST_NO_SKIP") != Some(OsString::from("1")),
        "{message}"
    );
    writeln!(io::stderr(), "{message}").expect("stderr is open");
    None
}
