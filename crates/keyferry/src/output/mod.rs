//! Where results go: data to standard output, as a table or as JSON, and talk to standard error.

mod progress;
mod table;

pub(crate) use table::table;

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::exit::Failure;

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs: the API's own JSON.
    Json,
}

/// The two places a command writes to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    format: Format,
}

impl Output {
    pub(crate) fn new(format: Format) -> Self {
        Self { format }
    }

    /// Shows a value as JSON, or as the text made of it.
    pub(crate) fn show<T: DeserializeOwned>(
        self,
        value: &Value,
        text: impl FnOnce(T) -> String,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Json => data(&format!("{value:#}")),
            Format::Table => {
                let typed = T::deserialize(value).map_err(|error| {
                    Failure::new(format!("the server's answer cannot be read: {error}"))
                        .hint("use a server of the same version, or --output json")
                })?;
                data(&text(typed))
            }
        }
    }

    /// Whether results are for programs.
    pub(crate) fn is_json(self) -> bool {
        self.format == Format::Json
    }

    /// Whether somebody watches.
    pub(crate) fn is_watched(self) -> bool {
        self.format == Format::Table && io::stderr().is_terminal()
    }
}

/// Writes data to standard output.
pub(crate) fn data(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let end = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    match write!(out, "{text}{end}").and_then(|()| out.flush()) {
        // Whoever read this has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(format!(
            "the output cannot be written: {error}"
        ))),
        Ok(()) => Ok(()),
    }
}

/// Says something to the person at the terminal.
pub(crate) fn say(text: &str) {
    // Without a standard error there is nobody to tell.
    let _ = writeln!(io::stderr(), "{text}");
}
