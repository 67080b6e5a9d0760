//! The commands, one file each.

mod emulator;

use std::process::ExitCode;

use clap::Subcommand;

/// What Keyferry can be asked to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve Entra ID and App Configuration on this computer, for development.
    Emulator(emulator::Arguments),
}

impl Command {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Emulator(arguments) => emulator::run(arguments).await,
        }
    }
}
