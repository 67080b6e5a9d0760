//! Where the database is, as an operator writes it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use thiserror::Error;

/// A database's place: `sqlite://FOLDER/FILE` or `postgres://USER:PASSWORD@HOST/DATABASE`. Showing it
/// never shows the password.
#[derive(Clone)]
pub struct Location(Place);

#[derive(Clone)]
pub(crate) enum Place {
    Sqlite(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatabaseKind {
    /// A file of this process alone.
    Sqlite,
    /// A server, for any number of replicas.
    Postgres,
}

/// A database URL that says no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LocationError {
    /// It starts with neither.
    #[error("the database URL must start with `sqlite://` or `postgres://`")]
    UnknownScheme,
    /// A SQLite URL without a file.
    #[error("the database URL names no file: write `sqlite://FOLDER/FILE`")]
    NoFile,
    /// A PostgreSQL URL that the driver cannot read.
    #[error(
        "the database URL is malformed: write `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with \
         special characters of the password percent-encoded"
    )]
    MalformedPostgres,
}

impl Location {
    /// Parses a database URL.
    ///
    /// # Errors
    /// When it names neither a SQLite file nor a PostgreSQL database. The error does not repeat the
    /// URL, which may hold a password.
    pub fn parse(url: &str) -> Result<Self, LocationError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            // SQLite's own URLs take options; the ones that matter are not for operators to choose.
            let path = path.split('?').next().unwrap_or(path);
            if path.is_empty() || path == ":memory:" {
                return Err(LocationError::NoFile);
            }
            return Ok(Self::sqlite(path));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options =
                PgConnectOptions::from_str(url).map_err(|_| LocationError::MalformedPostgres)?;
            return Ok(Self(Place::Postgres(Box::new(options))));
        }
        Err(LocationError::UnknownScheme)
    }

    /// A SQLite file.
    #[must_use]
    pub fn sqlite(path: impl AsRef<Path>) -> Self {
        Self(Place::Sqlite(path.as_ref().to_owned()))
    }

    /// Which database it is.
    #[must_use]
    pub fn kind(&self) -> DatabaseKind {
        match self.0 {
            Place::Sqlite(_) => DatabaseKind::Sqlite,
            Place::Postgres(_) => DatabaseKind::Postgres,
        }
    }

    pub(crate) fn place(&self) -> &Place {
        &self.0
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Place::Postgres(options) => write!(
                f,
                "postgres://{}:{}/{}",
                options.get_host(),
                options.get_port(),
                options.get_database().unwrap_or_default()
            ),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({self})")
    }
}

impl fmt::Display for DatabaseKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_shown_without_its_password() {
        let location =
            Location::parse("postgres://ferry:hunter2@db.example:5433/keyferry").unwrap();
        assert_eq!(location.to_string(), "postgres://db.example:5433/keyferry");
        assert!(!format!("{location:?}").contains("hunter2"));
    }

    #[test]
    fn a_sqlite_url_names_a_file() {
        for url in [
            "sqlite:///var/lib/keyferry.db",
            "sqlite:/var/lib/keyferry.db?mode=rwc",
        ] {
            let location = Location::parse(url).unwrap();
            assert_eq!(location.to_string(), "sqlite:///var/lib/keyferry.db");
        }
    }

    #[test]
    fn a_url_without_a_place_is_refused_and_not_repeated() {
        assert_eq!(
            Location::parse("mysql://u:hunter2@h/d").unwrap_err(),
            LocationError::UnknownScheme
        );
        assert_eq!(
            Location::parse("sqlite://").unwrap_err(),
            LocationError::NoFile
        );
        assert_eq!(
            Location::parse("sqlite::memory:").unwrap_err(),
            LocationError::NoFile
        );
        let error = Location::parse("postgres://u:hunter2@host:port/d").unwrap_err();
        assert_eq!(error, LocationError::MalformedPostgres);
        assert!(!error.to_string().contains("hunter2"));
    }
}
