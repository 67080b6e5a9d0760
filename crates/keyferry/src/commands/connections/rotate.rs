//! `keyferry connections rotate`: gives a connection the secret or certificate that comes next. It is
//! tried now, and takes over when the current one ends. With `--now` it replaces the current one.

use std::collections::BTreeMap;
use std::path::PathBuf;

use secrecy::SecretString;

use super::create::read_secret;
use crate::cli::Session;
use crate::client::Connection;
use crate::exit::{Failure, Outcome};

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("secret").required(true)))]
pub(crate) struct Args {
    /// The connection's name
    name: String,
    /// A file with the client secret; `-` reads standard input
    #[arg(long, value_name = "FILE", group = "secret")]
    client_secret_file: Option<PathBuf>,
    /// A PEM file with the certificate and its key; `-` reads standard input
    #[arg(long, value_name = "FILE", group = "secret")]
    certificate_file: Option<PathBuf>,
    /// Replace the current credentials at once
    #[arg(long)]
    now: bool,
    /// The tenant, when it is another one than before
    #[arg(long, requires = "now")]
    tenant: Option<String>,
    /// The application's client id, when it is another one than before
    #[arg(long, requires = "now")]
    client_id: Option<String>,
    /// Use the credentials even if they are of another account than before
    #[arg(long, requires = "now")]
    accept_other_account: bool,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let mut credentials = BTreeMap::new();
    for (field, file) in [
        ("clientSecret", &args.client_secret_file),
        ("certificate", &args.certificate_file),
    ] {
        if let Some(file) = file {
            credentials.insert(field.to_owned(), read_secret(file)?);
        }
    }
    let project = session.project().await?;
    let connection = session.client.connection(&project.id, &args.name).await?;
    let (changed, said) = if args.now {
        let mut complete: BTreeMap<_, _> = connection
            .credentials
            .into_iter()
            .map(|(name, value)| (name, SecretString::from(value)))
            .collect();
        complete.extend(credentials);
        for (field, given) in [("tenantId", args.tenant), ("clientId", args.client_id)] {
            complete.extend(given.map(|text| (field.to_owned(), text.into())));
        }
        let changed = session
            .client
            .replace_credentials(&connection.id, &complete, args.accept_other_account)
            .await?;
        (changed, "signs in with the new credentials")
    } else {
        let changed = session
            .client
            .set_next_credentials(&connection.id, &credentials)
            .await?;
        (
            changed,
            "takes the new credentials when the current ones end",
        )
    };
    session.output.show(&changed, |connection: Connection| {
        format!("connection {} {said}", connection.name)
    })?;
    Ok(Outcome::Done)
}
