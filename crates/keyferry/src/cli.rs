//! The command line: which commands there are, and what all of them take.

use clap::{Args, Parser, Subcommand};

use crate::client::{Client, Project, TargetArgs};
use crate::commands::{
    audit, connections, dev, emulator, export, import, keys, run, secrets, serve, syncs,
};
use crate::environment::Environment;
use crate::exit::{Failure, Outcome};
use crate::output::{Format, Output};

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  an error, with a sentence on standard error
  2  wrong usage
  3  a sync left some keys behind (partial), or resealing some rows
  4  a sync waits for a person: a held plan, or a pause
  5  a sync failed
  6  `audit verify` found something altered or missing
`run` ends with the code of the program: 127 when there is none of that name, 126 when it does not start";

/// Ferries a team's secrets to Azure App Configuration.
#[derive(Debug, Parser)]
#[command(name = "keyferry", version, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

/// What client commands take.
#[derive(Debug, Args)]
struct Global {
    #[command(flatten)]
    target: TargetArgs,
    /// How results are written
    #[arg(long, value_enum, default_value = "table", global = true)]
    output: Format,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server; settings come from the environment
    Serve,
    /// Try everything on this machine: server, Azure emulator and a demo project
    Dev(dev::Args),
    /// Serve Entra ID and App Configuration on this computer, for development
    Emulator(emulator::Arguments),
    /// Take in a configuration file's settings, or all of another server's projects
    Import(import::Args),
    /// Write a folder's secrets as a configuration file
    Export(export::Args),
    /// Run a program with a folder's secrets in its environment
    Run(run::Args),
    /// Read and write secrets
    #[command(subcommand)]
    Secrets(secrets::Command),
    /// See, check and add app connections
    #[command(subcommand)]
    Connections(connections::Command),
    /// See, plan and run secret syncs
    #[command(subcommand)]
    Syncs(syncs::Command),
    /// Replace the root key, on the server's own database, or the data keys
    #[command(subcommand)]
    Keys(keys::Command),
    /// Verify the audit log, on the server's own database
    #[command(subcommand)]
    Audit(audit::Command),
}

impl Cli {
    /// Runs the command.
    pub(crate) async fn run(self, env: Environment) -> Result<Outcome, Failure> {
        let Global { target, output } = self.global;
        let output = Output::new(output);
        match self.command {
            Command::Serve => serve::run(&env).await,
            Command::Dev(args) => dev::run(args, &env).await,
            Command::Emulator(args) => emulator::run(args, output).await,
            Command::Keys(command) => keys::run(command, target, &env, output).await,
            Command::Audit(command) => audit::run(command, &env, output).await,
            Command::Import(args) => {
                import::run(args, &Session::open(target, &env, output)?, &env).await
            }
            Command::Export(args) => export::run(args, &Session::open(target, &env, output)?).await,
            Command::Run(args) => run::run(args, &Session::open(target, &env, output)?).await,
            Command::Secrets(command) => {
                secrets::run(command, &Session::open(target, &env, output)?).await
            }
            Command::Connections(command) => {
                connections::run(command, &Session::open(target, &env, output)?).await
            }
            Command::Syncs(command) => {
                syncs::run(command, &Session::open(target, &env, output)?).await
            }
        }
    }
}

/// What a client command works with.
pub(crate) struct Session {
    /// The server.
    pub(crate) client: Client,
    /// Where results go.
    pub(crate) output: Output,
    project: Option<String>,
}

impl Session {
    pub(crate) fn open(
        args: TargetArgs,
        env: &Environment,
        output: Output,
    ) -> Result<Self, Failure> {
        let target = args.resolve(env)?;
        let project = target.project.clone();
        Ok(Self {
            client: Client::new(target)?,
            output,
            project,
        })
    }

    /// The project that the command is about.
    pub(crate) async fn project(&self) -> Result<Project, Failure> {
        Ok(self.client.project(self.project.as_deref()).await?)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_and_option_fits_together() {
        Cli::command().debug_assert();
    }
}
