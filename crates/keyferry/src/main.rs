//! The Keyferry binary: reads the command line and hands over to one of the commands.

mod commands;

use std::{
    io::{self, Write},
    process::ExitCode,
};

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
async fn main() -> ExitCode {
    match Arguments::parse().command.run().await {
        Ok(code) => code,
        Err(error) => {
            // One line with its causes; there is nobody left to tell when stderr is closed.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
