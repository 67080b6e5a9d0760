//! `.keyferry/cli.toml`: the server, token and project that `keyferry dev` leaves for the other
//! commands.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::exit::Failure;
use crate::private_file;

/// What the file says.
pub(crate) struct Profile {
    /// The server.
    pub(crate) url: String,
    /// The access token.
    pub(crate) token: SecretString,
    /// The project to use when none is named.
    pub(crate) project: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct OnDisk {
    url: String,
    token: String,
    project: Option<String>,
}

impl Profile {
    /// Reads a profile; none when there is no such file.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, Failure> {
        let Some(text) = private_file::read(path)? else {
            return Ok(None);
        };
        let file: OnDisk = toml::from_str(text.expose_secret()).map_err(|_| {
            Failure::new(format!("{} is damaged", path.display()))
                .hint("delete it; `keyferry dev` writes a new one")
        })?;
        Ok(Some(Self {
            url: file.url,
            token: file.token.into(),
            project: file.project,
        }))
    }

    /// Writes a profile that only its owner can read.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let file = OnDisk {
            url: self.url.clone(),
            token: self.token.expose_secret().to_owned(),
            project: self.project.clone(),
        };
        let text = toml::to_string(&file)
            .map_err(|error| Failure::caused(format!("{}", path.display()), &error))?;
        private_file::write(path, &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cli.toml");
        assert!(Profile::read(&path).unwrap().is_none());
        let profile = Profile {
            url: "http://localhost:8080".to_owned(),
            token: "t".into(),
            project: Some("demo".to_owned()),
        };
        profile.write(&path).unwrap();
        let read = Profile::read(&path).unwrap().unwrap();
        assert_eq!(
            (read.url.as_str(), read.token.expose_secret()),
            ("http://localhost:8080", "t")
        );
        assert_eq!(read.project.as_deref(), Some("demo"));
    }
}
