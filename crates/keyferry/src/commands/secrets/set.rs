//! `keyferry secrets set`: writes secrets. A key without a value reads it from standard input, so
//! that it stays out of the shell's history and the list of processes.

use std::io::{self, Read};

use secrecy::SecretString;
use serde_json::Value;

use crate::cli::Session;
use crate::client::{Place, Write};
use crate::exit::{Failure, Outcome};

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// `KEY=VALUE`, or one `KEY` whose value comes from standard input
    #[arg(required = true, value_name = "KEY=VALUE")]
    pairs: Vec<String>,
    #[command(flatten)]
    place: Place,
    /// What the values are; absent leaves the type of existing secrets
    #[arg(long = "type", value_parser = ["secret", "config"])]
    kind: Option<String>,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let writes = parse(&args)?;
    let project = session.project().await?;
    let mut written = Vec::new();
    for write in &writes {
        written.push(
            session
                .client
                .write_secret(&project.id, &args.place, write)
                .await?,
        );
    }
    session
        .output
        .show(&Value::Array(written), |secrets: Vec<Value>| {
            format!("{} written", counted(secrets.len()))
        })?;
    Ok(Outcome::Done)
}

fn parse(args: &Args) -> Result<Vec<Write>, Failure> {
    if let [key] = args.pairs.as_slice()
        && !key.contains('=')
    {
        let value = read_value()?;
        return Ok(vec![Write {
            key: key.clone(),
            value,
            kind: args.kind.clone(),
        }]);
    }
    args.pairs
        .iter()
        .map(|pair| pair_of(pair, args.kind.as_deref()))
        .collect()
}

fn pair_of(pair: &str, kind: Option<&str>) -> Result<Write, Failure> {
    match pair.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok(Write {
            key: key.to_owned(),
            value: value.into(),
            kind: kind.map(str::to_owned),
        }),
        // The pair is not repeated: it may be a value that went astray.
        _ => Err(Failure::new("an argument is not of the form KEY=VALUE")
            .hint("give a single KEY to read its value from standard input")),
    }
}

/// The end of a line is the terminal's, not the value's.
fn read_value() -> Result<SecretString, Failure> {
    let mut text = String::new();
    io::stdin()
        .lock()
        .read_to_string(&mut text)
        .map_err(|error| Failure::caused("the value cannot be read", &error))?;
    let value = text.strip_suffix('\n').unwrap_or(&text);
    Ok(value.strip_suffix('\r').unwrap_or(value).into())
}

fn counted(count: usize) -> String {
    if count == 1 {
        "1 secret".to_owned()
    } else {
        format!("{count} secrets")
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_value_keeps_every_equals_sign_but_the_first() {
        let write = pair_of("A:B=x=y=", Some("config")).unwrap();
        assert_eq!(
            (write.key.as_str(), write.value.expose_secret()),
            ("A:B", "x=y=")
        );
    }

    #[test]
    fn an_argument_that_is_no_pair_is_refused_without_repeating_it() {
        let failure = pair_of("hunter2", None).err().unwrap().to_string();
        assert!(!failure.contains("hunter2"), "{failure}");
    }
}
