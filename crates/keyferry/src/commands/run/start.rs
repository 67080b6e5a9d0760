//! Handing over to the program: where the system can, this process becomes it, so that its exit
//! code, its signals and its terminal are its own.

use std::collections::BTreeMap;
use std::io;
use std::process::Command;

use secrecy::{ExposeSecret, SecretString};

use crate::exit::{Failure, Outcome};
use crate::output;

/// Starts a program with these variables besides those of this process.
pub(super) async fn start(
    program: &[String],
    variables: BTreeMap<String, SecretString>,
) -> Result<Outcome, Failure> {
    let Some((name, arguments)) = program.split_first() else {
        return Err(Failure::new("no program is named"));
    };
    let mut command = Command::new(name);
    command.args(arguments);
    for (variable, value) in &variables {
        command.env(variable, value.expose_secret());
    }
    Ok(match hand_over(command).await {
        Ok(outcome) => outcome,
        Err(error) => {
            output::say(&format!("error: `{name}` does not start: {error}"));
            // What shells say in the same case.
            Outcome::Program(match error.kind() {
                io::ErrorKind::NotFound => 127,
                _ => 126,
            })
        }
    })
}

#[cfg(unix)]
#[expect(clippy::unused_async, reason = "the signature that other systems need")]
async fn hand_over(mut command: Command) -> io::Result<Outcome> {
    use std::os::unix::process::CommandExt;

    Err(command.exec())
}

#[cfg(not(unix))]
async fn hand_over(mut command: Command) -> io::Result<Outcome> {
    let mut running = tokio::task::spawn_blocking(move || command.status());
    loop {
        tokio::select! {
            ended = &mut running => {
                let status = ended.map_err(io::Error::other)??;
                let code = status.code().and_then(|code| u8::try_from(code).ok());
                return Ok(Outcome::Program(code.unwrap_or(1)));
            }
            // The console tells the program too; it decides what follows.
            _ = tokio::signal::ctrl_c() => {}
        }
    }
}
