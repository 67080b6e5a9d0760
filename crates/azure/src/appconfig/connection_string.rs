//! Reads a store's connection string: `Endpoint=https://…;Id=…;Secret=…`.

use secrecy::SecretString;

use super::credential::{AccessKey, AccessKeyError, UtcClock};
use crate::cloud::Cloud;
use crate::endpoint::{AllowedHost, EndpointError, StoreEndpoint};

/// The parts of a connection string. The endpoint is still unchecked text.
#[derive(Debug, Clone)]
pub struct ConnectionString {
    endpoint: String,
    id: String,
    secret: SecretString,
}

/// Why text is not a connection string. Never repeats any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionStringError {
    /// A part is missing.
    #[error("the connection string has no {0}: copy it whole from the store's access settings")]
    Missing(&'static str),
    /// A part stands there twice.
    #[error("the connection string names {0} twice")]
    Twice(&'static str),
    /// Something else stands in it.
    #[error("the connection string has a part other than Endpoint, Id and Secret")]
    Unknown,
}

impl ConnectionString {
    /// Takes the string apart. Parts may stand in any order.
    pub fn parse(text: &str) -> Result<Self, ConnectionStringError> {
        let mut parts = [("Endpoint", None), ("Id", None), ("Secret", None)];
        for part in text.trim().split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or(ConnectionStringError::Unknown)?;
            let (known, slot) = parts
                .iter_mut()
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .ok_or(ConnectionStringError::Unknown)?;
            if slot.replace(value).is_some() {
                return Err(ConnectionStringError::Twice(known));
            }
        }
        let [endpoint, id, secret] = parts.map(|(name, value)| {
            value
                .filter(|value| !value.is_empty())
                .ok_or(ConnectionStringError::Missing(name))
        });
        Ok(Self {
            endpoint: endpoint?.to_owned(),
            id: id?.to_owned(),
            secret: secret?.into(),
        })
    }

    /// The endpoint as written; [`ConnectionString::store`] checks it, and [`Cloud::of_store`] tells
    /// its cloud.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The endpoint, if it may receive this key's signatures; see [`StoreEndpoint::parse`].
    pub fn store(
        &self,
        cloud: &Cloud,
        allowed_hosts: &[AllowedHost],
    ) -> Result<StoreEndpoint, EndpointError> {
        StoreEndpoint::parse(&self.endpoint, cloud, allowed_hosts)
    }

    /// The id of the access key. It is no secret: the store shows it next to the key's name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret of the access key, in base64.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// The access key, which signs with the time of `clock`.
    pub fn access_key(&self, clock: UtcClock) -> Result<AccessKey, AccessKeyError> {
        AccessKey::new(&self.id, &self.secret, clock)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_contain_the_equals_sign() {
        let text = "Endpoint=https://s.azconfig.io;Id=a-b=c;Secret=c2VjcmV0MQ==";
        let parsed = ConnectionString::parse(text).unwrap();
        assert_eq!(parsed.endpoint(), "https://s.azconfig.io");
        assert_eq!(parsed.id(), "a-b=c");
        assert!(!format!("{parsed:?}").contains("c2VjcmV0MQ"));
    }

    #[test]
    fn what_is_missing_doubled_or_unknown_is_named() {
        let fault = |text| ConnectionString::parse(text).unwrap_err();
        assert_eq!(
            fault("Id=a;Secret=b"),
            ConnectionStringError::Missing("Endpoint")
        );
        assert_eq!(
            fault("Endpoint=e;Id=a;Secret="),
            ConnectionStringError::Missing("Secret")
        );
        assert_eq!(
            fault("Endpoint=e;Id=a;id=b;Secret=c"),
            ConnectionStringError::Twice("Id")
        );
        assert_eq!(
            fault("Endpoint=e;Id=a;Secret=b;X=c"),
            ConnectionStringError::Unknown
        );
        assert_eq!(fault("hunter2"), ConnectionStringError::Unknown);
    }
}
