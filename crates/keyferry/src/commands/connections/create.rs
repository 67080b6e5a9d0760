//! `keyferry connections create`: adds a connection that signs in with a client secret. Signing in
//! with Microsoft starts in the browser, on the project's *App Connections* page.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use crate::cli::Session;
use crate::client::{Connection, NewConnection};
use crate::exit::{Failure, Outcome};
use crate::private_file;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The connection's name: lower-case letters, digits and dashes
    name: String,
    /// The tenant's id or domain
    #[arg(long)]
    tenant: String,
    /// The application's client id
    #[arg(long)]
    client_id: String,
    /// A file with the client secret; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    client_secret_file: PathBuf,
    /// A store to try reading, writing and deleting on, such as `https://contoso.azconfig.io`
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// What it is for
    #[arg(long)]
    description: Option<String>,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let new = NewConnection {
        client_secret: read_secret(&args.client_secret_file)?,
        name: args.name,
        description: args.description,
        tenant: args.tenant,
        client_id: args.client_id,
        store: args.store,
    };
    let project = session.project().await?;
    let connection = session.client.create_connection(&project.id, &new).await?;
    session.output.show(&connection, |connection: Connection| {
        format!(
            "connection {} added, health: {}",
            connection.name, connection.health.status
        )
    })?;
    Ok(Outcome::Done)
}

fn read_secret(path: &Path) -> Result<SecretString, Failure> {
    let text = if path.as_os_str() == "-" {
        let mut text = String::new();
        io::stdin()
            .lock()
            .read_to_string(&mut text)
            .map_err(|error| Failure::caused("the client secret cannot be read", &error))?;
        text.into()
    } else {
        private_file::read(path)?
            .ok_or_else(|| Failure::new(format!("there is no file {}", path.display())))?
    };
    Ok(text.expose_secret().trim().into())
}
