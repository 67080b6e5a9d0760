//! Decides where a token may go: which text names an App Configuration store.

use std::fmt;

use url::Url;

use crate::cloud::{Cloud, CloudName};
use crate::host::{HostFault, HostPort};

/// The origin of an App Configuration store that was checked against a [`Cloud`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StoreEndpoint {
    base: Url,
    host: String,
}

/// A `host:port` outside the cloud's domain that the operator trusts with tokens, such as a
/// gateway.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AllowedHost {
    host: String,
    port: u16,
}

/// Why text is not an allowed host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AllowedHostError {
    /// The port is missing or not between 1 and 65535.
    #[error("name the port as well, as in gateway.example.com:443")]
    Port,
    /// The host is neither a DNS name nor an IP address.
    #[error(
        "write the host as a DNS name or IP address with its port, as in gateway.example.com:443"
    )]
    Host,
}

/// Why text is not the endpoint of a store. Each message names the fault and the fix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Nothing was given.
    #[error("the endpoint is empty: copy it from the store's overview, as https://NAME.{suffix}")]
    Empty {
        /// The cloud's store domain.
        suffix: String,
    },
    /// A whole connection string. Its secret is not repeated.
    #[error(
        "this is a connection string, which holds a secret: give only its endpoint here, as \
         https://NAME.{suffix}"
    )]
    ConnectionString {
        /// The cloud's store domain.
        suffix: String,
    },
    /// White space, a control character, `\`, `%`, or a character outside ASCII.
    #[error("the endpoint contains {character:?}: remove it, only https://NAME.{suffix} is wanted")]
    Character {
        /// The first character that no endpoint contains.
        character: char,
        /// The cloud's store domain.
        suffix: String,
    },
    /// No `scheme://` at the start.
    #[error("the endpoint must start with https://")]
    NoScheme,
    /// Another scheme than https.
    #[error("the endpoint must use https, or the token would travel in clear")]
    NotHttps,
    /// A user name or password before the host.
    #[error("the endpoint contains '@': remove what stands before the host name")]
    UserInfo,
    /// A query after the host.
    #[error("the endpoint contains '?': remove it and everything after it")]
    Query,
    /// A fragment after the host.
    #[error("the endpoint contains '#': remove it and everything after it")]
    Fragment,
    /// A path after the host.
    #[error("the endpoint has a path: end it after the host name")]
    Path,
    /// A port where none belongs, or none that exists.
    #[error("the endpoint has a port: remove it, stores answer on the standard https port")]
    Port,
    /// The host is missing or misspelt.
    #[error("the host name is malformed: write the endpoint as https://NAME.{suffix}")]
    Host {
        /// The cloud's store domain.
        suffix: String,
    },
    /// A store, but of another cloud, whose tokens and sign-in differ.
    #[error(
        "{host} is a store of the cloud `{cloud}`, and only stores of this one are accepted here: \
         their hosts end in .{suffix}"
    )]
    OtherCloud {
        /// The host that was named.
        host: String,
        /// The cloud it is in.
        cloud: CloudName,
        /// The store domain of the cloud that was expected.
        suffix: String,
    },
    /// A sound host, but not one of this cloud's stores.
    #[error(
        "{host} is not an App Configuration store of this cloud: the host must end in .{suffix} \
         or be among the allowed store hosts"
    )]
    NotAStore {
        /// The host that was named.
        host: String,
        /// The cloud's store domain.
        suffix: String,
    },
}

impl StoreEndpoint {
    /// Reads an endpoint and refuses every host that must not receive a token for `cloud`.
    ///
    /// Accepted are `https://` hosts below the cloud's store domain without port; the exact
    /// `host:port` pairs of `allowed_hosts` over https; and, for a custom cloud only, loopback
    /// hosts over http or https. A single `/` may follow. User information, path, query and
    /// fragment never may.
    pub fn parse(
        text: &str,
        cloud: &Cloud,
        allowed_hosts: &[AllowedHost],
    ) -> Result<Self, EndpointError> {
        let suffix = || cloud.store_suffix().to_owned();
        let (scheme, authority) = split(text, cloud)?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(EndpointError::NotHttps),
        };
        let host = HostPort::parse(authority).map_err(|fault| match fault {
            HostFault::Missing | HostFault::Host => EndpointError::Host { suffix: suffix() },
            HostFault::Port => EndpointError::Port,
        })?;

        let in_domain = host.is_under(cloud.store_suffix());
        let on_loopback = cloud.name() == CloudName::Custom && host.is_loopback();
        if !https && !on_loopback {
            return Err(EndpointError::NotHttps);
        }
        let listed = https && allowed_hosts.iter().any(|allowed| allowed.admits(&host));
        let permitted = listed || on_loopback || (in_domain && host.port.is_none());
        if !permitted && in_domain {
            return Err(EndpointError::Port);
        }
        if !permitted {
            return Err(foreign(host, suffix()));
        }
        Self::from_checked(https, &host).ok_or_else(|| EndpointError::Host { suffix: suffix() })
    }

    /// `host`, or `host:port` where the port is not the scheme's own; as sent in the `Host` header.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    /// None when the HTTP client would read another host out of the text than was checked.
    fn from_checked(https: bool, checked: &HostPort) -> Option<Self> {
        let scheme = if https { "https" } else { "http" };
        let port = checked
            .port
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        let base = Url::parse(&format!("{scheme}://{}{port}/", checked.host)).ok()?;
        if base.host_str() != Some(checked.host.as_str()) {
            return None;
        }
        let host = match base.port() {
            Some(port) => format!("{}:{port}", checked.host),
            None => checked.host.clone(),
        };
        Some(Self { base, host })
    }
}

impl fmt::Display for StoreEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.base.scheme(), self.host)
    }
}

impl AllowedHost {
    /// Reads `host:port`. Both are compared exactly; there are no wildcards.
    pub fn parse(text: &str) -> Result<Self, AllowedHostError> {
        let HostPort { host, port } = HostPort::parse(text).map_err(|fault| match fault {
            HostFault::Missing | HostFault::Host => AllowedHostError::Host,
            HostFault::Port => AllowedHostError::Port,
        })?;
        let port = port.ok_or(AllowedHostError::Port)?;
        Ok(Self { host, port })
    }

    fn admits(&self, host: &HostPort) -> bool {
        self.host == host.host && self.port == host.port.unwrap_or(443)
    }
}

impl fmt::Display for AllowedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

fn foreign(host: HostPort, suffix: String) -> EndpointError {
    let home = Cloud::built_in()
        .into_iter()
        .find(|cloud| host.is_under(cloud.store_suffix()));
    let host = host.host;
    match home {
        Some(cloud) => EndpointError::OtherCloud {
            host,
            cloud: cloud.name(),
            suffix,
        },
        None => EndpointError::NotAStore { host, suffix },
    }
}

/// Looks for the names of a connection string's parts, so that a mangled one is known as well.
fn is_connection_string(text: &str) -> bool {
    text.split(';')
        .filter_map(|part| part.split_once('='))
        .any(|(name, _)| {
            ["endpoint", "secret"].contains(&name.trim().to_ascii_lowercase().as_str())
        })
}

/// Cuts `scheme://authority[/]` apart and refuses everything that may follow.
fn split<'a>(text: &'a str, cloud: &Cloud) -> Result<(&'a str, &'a str), EndpointError> {
    let suffix = || cloud.store_suffix().to_owned();
    if text.is_empty() {
        return Err(EndpointError::Empty { suffix: suffix() });
    }
    if is_connection_string(text) {
        return Err(EndpointError::ConnectionString { suffix: suffix() });
    }
    if let Some(character) = text
        .chars()
        .find(|&c| !c.is_ascii_graphic() || "\\%".contains(c))
    {
        return Err(EndpointError::Character {
            character,
            suffix: suffix(),
        });
    }
    let (scheme, rest) = text.split_once("://").ok_or(EndpointError::NoScheme)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    if authority.contains('@') {
        return Err(EndpointError::UserInfo);
    }
    match tail.strip_prefix('/').unwrap_or(tail) {
        "" => Ok((scheme, authority)),
        rest if rest.starts_with('?') => Err(EndpointError::Query),
        rest if rest.starts_with('#') => Err(EndpointError::Fragment),
        _ => Err(EndpointError::Path),
    }
}
