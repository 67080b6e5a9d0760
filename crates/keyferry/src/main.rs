//! The Keyferry binary: reads the command line and hands over to one of the commands.

mod commands;

use std::process::ExitCode;

use clap::Parser;

use self::commands::Command;

/// A self-hosted secrets manager that ferries a team's secrets to Azure App Configuration.
#[derive(Parser)]
#[command(name = "keyferry", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    Arguments::parse().command.run().await
}
