//! `keyferry connections create`: adds a connection by any method but signing in with Microsoft,
//! which starts in the browser, on the project's *App Connections* page. A secret comes from a file
//! or standard input, never from the command line, where others could read it.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use model::connection::Method;
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
    /// How it signs in: client-secret, client-certificate, connection-string, workload-identity or
    /// managed-identity; the first three are known by their file
    #[arg(long)]
    method: Option<Method>,
    /// The tenant's id or domain
    #[arg(long)]
    tenant: Option<String>,
    /// The client id of the application, or of a user-assigned managed identity
    #[arg(long)]
    client_id: Option<String>,
    /// A file with the client secret; `-` reads standard input
    #[arg(long, value_name = "FILE", group = "credential")]
    client_secret_file: Option<PathBuf>,
    /// The day on which the client secret expires, such as 2027-03-31
    #[arg(long, value_name = "DAY")]
    client_secret_expires: Option<String>,
    /// A PEM file with the certificate and its private key; `-` reads standard input
    #[arg(long, value_name = "FILE", group = "credential")]
    certificate_file: Option<PathBuf>,
    /// A file with the store's connection string; `-` reads standard input
    #[arg(long, value_name = "FILE", group = "credential")]
    connection_string_file: Option<PathBuf>,
    /// The Azure cloud: public, usgovernment or china, when it is not the server's
    #[arg(long)]
    cloud: Option<String>,
    /// A store to try reading, writing and deleting on, such as `https://contoso.azconfig.io`
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// What it is for
    #[arg(long)]
    description: Option<String>,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let new = NewConnection {
        method: args.method()?,
        credentials: args.credentials()?,
        name: args.name,
        description: args.description,
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

impl Args {
    /// The method, by its name or by the credential that was given.
    fn method(&self) -> Result<Method, Failure> {
        let known = [
            (&self.client_secret_file, Method::ClientSecret),
            (&self.certificate_file, Method::ClientCertificate),
            (&self.connection_string_file, Method::ConnectionString),
        ];
        let known = known.into_iter().find(|(file, _)| file.is_some());
        self.method
            .or(known.map(|(_, method)| method))
            .ok_or_else(|| {
                Failure::new("it is not said how the connection signs in")
                    .hint("give a credential's file, or --method")
            })
    }

    /// The fields of the method by their names in the API. What is missing or too much the server
    /// knows best.
    fn credentials(&self) -> Result<Vec<(&'static str, SecretString)>, Failure> {
        let mut fields = Vec::new();
        for (name, text) in [
            ("tenantId", &self.tenant),
            ("clientId", &self.client_id),
            ("clientSecretExpiresAt", &self.client_secret_expires),
            ("cloud", &self.cloud),
        ] {
            fields.extend(text.as_deref().map(|text| (name, text.into())));
        }
        for (name, file) in [
            ("clientSecret", &self.client_secret_file),
            ("certificate", &self.certificate_file),
            ("connectionString", &self.connection_string_file),
        ] {
            if let Some(path) = file {
                fields.push((name, read_secret(path)?));
            }
        }
        Ok(fields)
    }
}

pub(super) fn read_secret(path: &Path) -> Result<SecretString, Failure> {
    let text = if path.as_os_str() == "-" {
        let mut text = String::new();
        io::stdin()
            .lock()
            .read_to_string(&mut text)
            .map_err(|error| Failure::caused("the credential cannot be read", &error))?;
        text.into()
    } else {
        private_file::read(path)?
            .ok_or_else(|| Failure::new(format!("there is no file {}", path.display())))?
    };
    Ok(text.expose_secret().trim().into())
}
