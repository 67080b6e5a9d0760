//! Which server a command talks to, with which token and about which project: flags, then the
//! environment (Keyferry's names, then Infisical's), then `.keyferry/cli.toml`.

use std::path::{Path, PathBuf};

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::profile::Profile;
use crate::environment::Environment;
use crate::exit::Failure;
use crate::private_file;

/// What every client command takes.
#[derive(Debug, Args)]
pub(crate) struct TargetArgs {
    /// The server; `KEYFERRY_URL` and `INFISICAL_DOMAIN` name it too
    #[arg(long, value_name = "URL", global = true, help_heading = "Server")]
    url: Option<String>,
    /// A file with the access token; `KEYFERRY_TOKEN` and `INFISICAL_TOKEN` hold the token itself
    #[arg(long, value_name = "FILE", global = true, help_heading = "Server")]
    token_file: Option<PathBuf>,
    /// The project, by slug or id; `KEYFERRY_PROJECT` names it too
    #[arg(long, value_name = "PROJECT", global = true, help_heading = "Server")]
    project: Option<String>,
}

/// A server, a token and perhaps a project.
pub(crate) struct Target {
    /// The server.
    pub(crate) url: Url,
    /// The access token.
    pub(crate) token: SecretString,
    /// The project's slug or id.
    pub(crate) project: Option<String>,
}

impl TargetArgs {
    /// Settles on a server, token and project.
    pub(crate) fn resolve(self, env: &Environment) -> Result<Target, Failure> {
        self.resolve_with(env, Path::new(".keyferry/cli.toml"))
    }

    fn resolve_with(self, env: &Environment, profile: &Path) -> Result<Target, Failure> {
        let profile = Profile::read(profile)?;
        let chosen = self
            .url
            .or_else(|| env.first(&["KEYFERRY_URL", "INFISICAL_DOMAIN"]));
        let url = match (&chosen, &profile) {
            (Some(url), _) => address(url)?,
            (None, Some(profile)) => address(&profile.url)?,
            (None, None) => {
                return Err(Failure::new("no server is named")
                    .hint("name one with --url or KEYFERRY_URL, or start `keyferry dev` here"));
            }
        };
        // The profile's token is for the profile's server and is sent nowhere else.
        let profile = profile.filter(|p| address(&p.url).is_ok_and(|known| known == url));
        let token = match self.token_file {
            Some(path) => Some(read_token(&path)?),
            None => env
                .first(&["KEYFERRY_TOKEN", "INFISICAL_TOKEN"])
                .map(SecretString::from),
        };
        let token = token
            .or_else(|| profile.as_ref().map(|p| p.token.clone()))
            .ok_or_else(|| {
                Failure::new(format!("no access token for {url}"))
                    .hint("give one by KEYFERRY_TOKEN or --token-file")
            })?;
        let project = self
            .project
            .or_else(|| env.first(&["KEYFERRY_PROJECT"]))
            .or_else(|| profile.and_then(|p| p.project));
        Ok(Target {
            url,
            token,
            project,
        })
    }
}

/// The address of a server, as people write it.
pub(crate) fn address(text: &str) -> Result<Url, Failure> {
    let bad = || {
        Failure::new(format!("`{text}` is not the address of a server"))
            .hint("write it like https://keyferry.example.com")
    };
    let trimmed = text.trim().trim_end_matches('/');
    // Infisical's names may have the path of the API at the end.
    let trimmed = trimmed.strip_suffix("/api").unwrap_or(trimmed);
    let url = Url::parse(trimmed).map_err(|_| bad())?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(bad());
    }
    Ok(url)
}

/// A token, or another secret, that is alone in a file.
pub(crate) fn read_token(path: &Path) -> Result<SecretString, Failure> {
    let text = private_file::read(path)?
        .ok_or_else(|| Failure::new(format!("there is no file {}", path.display())))?;
    Ok(text.expose_secret().trim().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(
        args: TargetArgs,
        env: &[(&str, &str)],
        file: Option<&str>,
    ) -> Result<Target, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cli.toml");
        if let Some(text) = file {
            std::fs::write(&path, text).unwrap();
        }
        args.resolve_with(&Environment::of(env), &path)
    }

    fn no_flags() -> TargetArgs {
        TargetArgs {
            url: None,
            token_file: None,
            project: None,
        }
    }

    const FILE: &str = "url = 'http://localhost:8080'\ntoken = 'from-file'\nproject = 'demo'\n";

    #[test]
    fn the_file_that_dev_leaves_is_enough() {
        let target = resolve(no_flags(), &[], Some(FILE)).unwrap();
        assert_eq!(target.url.as_str(), "http://localhost:8080/");
        assert_eq!(target.token.expose_secret(), "from-file");
        assert_eq!(target.project.as_deref(), Some("demo"));
    }

    #[test]
    fn the_environment_comes_before_the_file_and_keyferrys_names_before_infisicals() {
        let env = [
            ("INFISICAL_DOMAIN", "https://b.example.com/api"),
            ("INFISICAL_TOKEN", "b"),
            ("KEYFERRY_TOKEN", "a"),
        ];
        let target = resolve(no_flags(), &env, Some(FILE)).unwrap();
        assert_eq!(target.url.as_str(), "https://b.example.com/");
        assert_eq!(target.token.expose_secret(), "a");
    }

    #[test]
    fn the_files_token_goes_to_no_other_server() {
        let env = [("KEYFERRY_URL", "https://elsewhere.example.com")];
        let failure = resolve(no_flags(), &env, Some(FILE))
            .err()
            .unwrap()
            .to_string();
        assert!(
            failure.contains("no access token for https://elsewhere"),
            "{failure}"
        );
    }

    #[test]
    fn without_a_server_the_hint_says_how_to_name_one() {
        let failure = resolve(no_flags(), &[], None).err().unwrap().to_string();
        assert!(failure.contains("KEYFERRY_URL"), "{failure}");
        let args = TargetArgs {
            url: Some("localhost:8080".into()),
            ..no_flags()
        };
        let failure = resolve(args, &[], None).err().unwrap().to_string();
        assert!(
            failure.contains("`localhost:8080` is not the address"),
            "{failure}"
        );
    }
}
