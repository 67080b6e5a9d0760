//! The settings of the server, from the environment. Each bad value becomes one sentence that names
//! the variable and what to do.

mod alerts;
mod azure;
mod error;
mod host_identity;
mod listen;
mod log;
mod oauth;
mod proxies;
mod secret;

pub(crate) use error::SettingError;
pub(crate) use log::{LogFormat, LogSettings};

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use ::azure::{AllowedHost, Cloud};
use model::access::AddressRange;
use seal::{KeyForm, RootKey};
use secrecy::{ExposeSecret, SecretString};
use service::connections::alerts::Webhook;
use service::{HostIdentity, OAuthClient};
use store::Location;
use url::Url;

use crate::environment::Environment;

/// Where the database is when nobody says.
const DEFAULT_DATABASE: &str = "sqlite://keyferry.db";

/// Far above what clients need, and low enough that one gone wild leaves room for the others.
const DEFAULT_RATE_LIMIT: u32 = 6_000;

/// Everything the server is told.
pub(crate) struct Settings {
    /// Where people reach it.
    pub(crate) site_url: Url,
    /// Where it listens.
    pub(crate) listen: SocketAddr,
    /// The database.
    pub(crate) database: Location,
    /// The key that everything is sealed under.
    pub(crate) root_key: RootKey,
    /// The key before it, which the database may still be under.
    pub(crate) previous_root_key: Option<RootKey>,
    /// How that key was written.
    pub(crate) key_form: KeyForm,
    /// The application that people sign in through.
    pub(crate) oauth_client: Option<OAuthClient>,
    /// The Azure cloud.
    pub(crate) cloud: Cloud,
    /// Certificates to trust besides the system's.
    pub(crate) ca_pem: Option<Vec<u8>>,
    /// Store hosts allowed besides the cloud's own.
    pub(crate) allowed_hosts: Vec<AllowedHost>,
    /// The identity of the host, when connections may use it.
    pub(crate) host_identity: Option<HostIdentity>,
    /// The code that first-run set-up asks for, when the operator chose one.
    pub(crate) setup_code: Option<SecretString>,
    /// The proxies that are believed about who called them.
    pub(crate) trusted_proxies: Vec<AddressRange>,
    /// What whoever reads the figures shows; without it, nobody can.
    pub(crate) metrics_token: Option<SecretString>,
    /// How many requests a minute each caller may send to the API, if there is a limit.
    pub(crate) rate_limit: Option<NonZeroU32>,
    /// Where alerts are sent to.
    pub(crate) alerts: Option<Webhook>,
    /// Where anchors of the audit log are kept, if anywhere but in the log.
    pub(crate) audit_anchor_file: Option<PathBuf>,
}

/// What commands need that look at the database itself.
pub(crate) struct DatabaseSettings {
    /// The database.
    pub(crate) database: Location,
    /// The key that everything is sealed under.
    pub(crate) root_key: RootKey,
    /// The key before it, which the database may still be under.
    pub(crate) previous_root_key: Option<RootKey>,
}

impl DatabaseSettings {
    /// Reads the settings.
    pub(crate) fn read(env: &Environment) -> Result<Self, SettingError> {
        let (root_key, _) = root_key(env)?;
        Ok(Self {
            database: database(env)?,
            root_key,
            previous_root_key: previous_root_key(env)?,
        })
    }
}

impl Settings {
    /// Reads the settings.
    pub(crate) fn read(env: &Environment) -> Result<Self, SettingError> {
        let (root_key, key_form) = root_key(env)?;
        let listen = listen::address(env)?;
        Ok(Self {
            site_url: listen::site_url(env, listen)?,
            listen,
            database: database(env)?,
            root_key,
            previous_root_key: previous_root_key(env)?,
            key_form,
            oauth_client: oauth::client(env)?,
            cloud: azure::cloud(env)?,
            ca_pem: azure::ca_pem(env)?,
            allowed_hosts: azure::allowed_hosts(env)?,
            host_identity: host_identity::read(env)?,
            setup_code: secret::read(env, "KEYFERRY_SETUP_TOKEN")?,
            trusted_proxies: proxies::trusted(env)?,
            metrics_token: metrics_token(env)?,
            rate_limit: rate_limit(env)?,
            alerts: alerts::webhook(env)?,
            audit_anchor_file: env.get("KEYFERRY_AUDIT_ANCHOR_FILE").map(PathBuf::from),
        })
    }
}

fn root_key(env: &Environment) -> Result<(RootKey, KeyForm), SettingError> {
    const NAME: &str = "ENCRYPTION_KEY";
    let text = secret::read(env, NAME)?.ok_or(SettingError::Missing {
        variable: NAME,
        fix: "make a key with `openssl rand -hex 32`, keep it safe, and set ENCRYPTION_KEY or \
              ENCRYPTION_KEY_FILE",
    })?;
    RootKey::parse(text.expose_secret()).map_err(|error| SettingError::unusable(NAME, error))
}

fn previous_root_key(env: &Environment) -> Result<Option<RootKey>, SettingError> {
    const NAME: &str = "KEYFERRY_PREVIOUS_ENCRYPTION_KEY";
    let Some(text) = secret::read(env, NAME)? else {
        return Ok(None);
    };
    match RootKey::parse(text.expose_secret()) {
        Ok((key, _)) => Ok(Some(key)),
        Err(error) => Err(SettingError::unusable(NAME, error)),
    }
}

/// A token that cannot be guessed within the time that a server lives.
fn metrics_token(env: &Environment) -> Result<Option<SecretString>, SettingError> {
    const NAME: &str = "KEYFERRY_METRICS_TOKEN";
    let token = secret::read(env, NAME)?;
    if token.as_ref().is_some_and(|t| t.expose_secret().len() < 16) {
        let problem = "use 16 characters or more, such as those of `openssl rand -hex 32`";
        return Err(SettingError::unusable(NAME, problem));
    }
    Ok(token)
}

/// Requests a minute; `0` is no limit.
fn rate_limit(env: &Environment) -> Result<Option<NonZeroU32>, SettingError> {
    const NAME: &str = "KEYFERRY_API_RATE_LIMIT";
    let per_minute = match env.get(NAME) {
        None => DEFAULT_RATE_LIMIT,
        Some(text) => text.trim().parse().map_err(|_| {
            let problem = format!("`{text}` is not a number of requests a minute; 0 is no limit");
            SettingError::unusable(NAME, problem)
        })?,
    };
    Ok(NonZeroU32::new(per_minute))
}

fn database(env: &Environment) -> Result<Location, SettingError> {
    let (name, url) = ["DATABASE_URL", "DB_CONNECTION_URI"]
        .iter()
        .find_map(|name| Some((*name, env.get(name)?)))
        .unwrap_or(("DATABASE_URL", DEFAULT_DATABASE));
    Location::parse(url).map_err(|error| SettingError::unusable(name, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "d61663f9e4f0dc6195d1b48d9e9ff26ed95743f6f6cb3717b182e0ee0601b239";

    fn read(variables: &[(&str, &str)]) -> Result<Settings, SettingError> {
        Settings::read(&Environment::of(variables))
    }

    fn refusal(variables: &[(&str, &str)]) -> String {
        let mut all = vec![("ENCRYPTION_KEY", KEY)];
        all.extend(variables);
        read(&all)
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn a_key_is_all_that_must_be_set() {
        let settings = read(&[("ENCRYPTION_KEY", KEY)]).unwrap();
        assert_eq!(settings.site_url.as_str(), "http://localhost:8080/");
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(settings.database.to_string(), "sqlite://keyferry.db");
        assert!(settings.oauth_client.is_none());
        assert_eq!(settings.rate_limit.unwrap().get(), DEFAULT_RATE_LIMIT);
    }

    #[test]
    fn a_missing_or_weak_key_is_refused_and_told_how_to_make_one() {
        for key in ["", "secret", &"0".repeat(64)] {
            let text = read(&[("ENCRYPTION_KEY", key)]).err().unwrap().to_string();
            assert!(text.starts_with("ENCRYPTION_KEY"), "{text}");
            assert!(text.contains("openssl rand -hex 32"), "{text}");
        }
    }

    #[test]
    fn the_key_of_an_infisical_server_is_taken_and_said_to_be_derived() {
        let settings = read(&[("ENCRYPTION_KEY", "8f1c0e5a7b3d92468ace13579bdf0246")]).unwrap();
        assert_eq!(settings.key_form, KeyForm::Derived);
    }

    #[test]
    fn no_limit_is_said_with_a_zero() {
        let limit = |text| {
            let settings = read(&[("ENCRYPTION_KEY", KEY), ("KEYFERRY_API_RATE_LIMIT", text)]);
            settings.unwrap().rate_limit.map(NonZeroU32::get)
        };
        assert_eq!(limit("0"), None);
        assert_eq!(limit("600"), Some(600));
    }

    #[test]
    fn each_bad_value_is_named_by_its_variable() {
        for (variable, value) in [
            ("SITE_URL", "keyferry.example.com"),
            ("SITE_URL", "https://example.com/keys"),
            ("HOST", "not-an-address"),
            ("PORT", "80808"),
            ("DATABASE_URL", "mysql://db"),
            ("DB_CONNECTION_URI", "postgres://u:p@:x/y"),
            (
                "INF_APP_CONNECTION_AZURE_APP_CONFIGURATION_CLIENT_ID",
                "only-the-id",
            ),
            ("KEYFERRY_AZURE_CLOUD", "mars"),
            ("KEYFERRY_AZURE_AUTHORITY", "https://login.example.com"),
            ("KEYFERRY_AZURE_CA_FILE", "/nonexistent/ca.pem"),
            ("KEYFERRY_ALLOWED_STORE_HOSTS", "no-port.example.com"),
            ("KEYFERRY_ALLOW_HOST_IDENTITY", "perhaps"),
            ("KEYFERRY_TRUSTED_PROXIES", "10.0.0.0/8, balancer"),
            ("KEYFERRY_METRICS_TOKEN", "short"),
            ("KEYFERRY_API_RATE_LIMIT", "many"),
            ("KEYFERRY_PREVIOUS_ENCRYPTION_KEY", "short"),
            ("ENCRYPTION_KEY_FILE", "/nonexistent/key"),
        ] {
            let text = refusal(&[(variable, value)]);
            assert!(text.starts_with(variable), "{variable}={value}: {text:?}");
        }
    }

    #[test]
    fn no_refusal_repeats_a_secret() {
        let text = refusal(&[("DATABASE_URL", "postgresql://u:hunter2@h:port/db")]);
        assert!(!text.contains("hunter2") && !text.is_empty(), "{text:?}");
        let text = read(&[("ENCRYPTION_KEY", "hunter2")])
            .err()
            .unwrap()
            .to_string();
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[test]
    fn a_secret_may_come_from_a_file_but_not_from_both() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, format!("{KEY}\n")).unwrap();
        let file = path.to_str().unwrap();
        assert!(read(&[("ENCRYPTION_KEY_FILE", file)]).is_ok());
        let text = refusal(&[("ENCRYPTION_KEY_FILE", file)]);
        assert!(text.contains("both set"), "{text}");
    }
}
