//! The Keyferry binary: the server, the demo, the Azure emulator and the client commands.

mod cli;
mod client;
mod commands;
mod environment;
mod exit;
mod instance;
mod output;
mod private_file;
mod settings;
mod stop;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use cli::Cli;
use environment::Environment;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let env = Environment::of_process();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return say(&format!("error: the runtime cannot start: {error}")),
    };
    match runtime.block_on(cli.run(env)) {
        Ok(outcome) => outcome.into(),
        Err(failure) => say(&failure.to_string()),
    }
}

fn say(text: &str) -> ExitCode {
    // Without a standard error the exit code has to do.
    let _ = writeln!(std::io::stderr(), "{text}");
    ExitCode::FAILURE
}
