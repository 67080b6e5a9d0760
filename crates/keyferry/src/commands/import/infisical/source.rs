//! The server to copy from, and how to sign in to it. Its token goes to that server only, and over
//! https unless it is on this machine.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use crate::client::{Client, ClientCredentials, Target, address, read_token};
use crate::environment::Environment;
use crate::exit::Failure;

/// What copying from another server takes.
#[derive(Debug, clap::Args)]
pub(crate) struct SourceArgs {
    /// Copy projects from this Infisical or Keyferry: environments, folders, secrets, tags, imports
    #[arg(long, value_name = "URL", help_heading = "Another server")]
    pub(super) from_infisical: Option<String>,
    /// A file with its access token; `KEYFERRY_SOURCE_TOKEN` holds the token itself
    #[arg(
        long,
        value_name = "FILE",
        requires = "from_infisical",
        help_heading = "Another server"
    )]
    source_token_file: Option<PathBuf>,
    /// A client id there; `KEYFERRY_SOURCE_CLIENT_ID` holds it too
    #[arg(
        long,
        value_name = "ID",
        requires = "from_infisical",
        help_heading = "Another server"
    )]
    source_client_id: Option<String>,
    /// A file with its client secret; `KEYFERRY_SOURCE_CLIENT_SECRET` holds the secret itself
    #[arg(
        long,
        value_name = "FILE",
        requires = "from_infisical",
        help_heading = "Another server"
    )]
    source_client_secret_file: Option<PathBuf>,
    /// Copy only this project, by slug; can be given several times
    #[arg(
        long = "source-project",
        value_name = "SLUG",
        requires = "from_infisical",
        help_heading = "Another server"
    )]
    pub(super) projects: Vec<String>,
    /// Change secrets that are here already and differ; otherwise they are named and left
    #[arg(long, requires = "from_infisical", help_heading = "Another server")]
    pub(super) overwrite: bool,
    /// Copy without asking
    #[arg(long, requires = "from_infisical", help_heading = "Another server")]
    pub(super) yes: bool,
    /// Let the token travel unencrypted to a server on another machine
    #[arg(long, requires = "from_infisical", help_heading = "Another server")]
    allow_http: bool,
}

/// A client of the server to copy from.
pub(super) async fn open(args: &SourceArgs, env: &Environment) -> Result<Client, Failure> {
    let url = address(args.from_infisical.as_deref().unwrap_or_default())?;
    if !is_guarded(&url) && !args.allow_http {
        return Err(Failure::new(format!(
            "{url} would get the token and send values unencrypted"
        ))
        .hint("use https, or --allow-http if the network between is yours alone"));
    }
    if let Some(token) = secret(
        args.source_token_file.as_ref(),
        env,
        "KEYFERRY_SOURCE_TOKEN",
    )? {
        return Ok(Client::new(Target {
            url,
            token,
            project: None,
        })?);
    }
    let id = args
        .source_client_id
        .clone()
        .or_else(|| env.first(&["KEYFERRY_SOURCE_CLIENT_ID"]));
    let name = "KEYFERRY_SOURCE_CLIENT_SECRET";
    let secret = secret(args.source_client_secret_file.as_ref(), env, name)?;
    let (Some(id), Some(secret)) = (id, secret) else {
        return Err(Failure::new(format!("no access token for {url}")).hint(
            "give one by KEYFERRY_SOURCE_TOKEN, or KEYFERRY_SOURCE_CLIENT_ID and \
             KEYFERRY_SOURCE_CLIENT_SECRET",
        ));
    };
    Ok(Client::sign_in(url, &ClientCredentials { id, secret }).await?)
}

fn secret(
    file: Option<&PathBuf>,
    env: &Environment,
    name: &str,
) -> Result<Option<SecretString>, Failure> {
    match file {
        Some(path) => read_token(path).map(Some),
        None => Ok(env.get(name).map(SecretString::from)),
    }
    .map(|secret| secret.filter(|s| !s.expose_secret().is_empty()))
}

/// Whether nobody can listen on the way to it.
fn is_guarded(url: &Url) -> bool {
    url.scheme() == "https"
        || match url.host() {
            Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_unencrypted_to_this_machine_only() {
        for (url, guarded) in [
            ("https://app.infisical.com", true),
            ("http://localhost:8080", true),
            ("http://127.0.0.2", true),
            ("http://[::1]:1", true),
            ("http://infisical.internal", false),
            ("http://localhost.example.com", false),
        ] {
            assert_eq!(is_guarded(&Url::parse(url).unwrap()), guarded, "{url}");
        }
    }
}
