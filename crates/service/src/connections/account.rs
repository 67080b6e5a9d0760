//! Which account a connection signs in as, and whether other credentials are of the same one.

use std::collections::BTreeMap;
use std::fmt;

use model::connection::Method;
use model::{Cause, Diagnosis};
use seal::DigestKey;
use store::connections as rows;

use super::registry::Proved;
use super::vault::hash;
use crate::Error;

/// What of an application's credentials says which one it is; the rest may change.
const IDENTIFYING: [&str; 4] = ["cloud", "tenantId", "clientId", "endpoint"];

/// Whom a connection signs in as, as pages and refusals name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The user name, the application's client id, or the store's address.
    pub name: String,
    /// The tenant, where there is one.
    pub tenant: Option<String>,
}

impl Account {
    /// The account that these public parts of credentials belong to.
    pub(super) fn of(public: &BTreeMap<String, String>) -> Self {
        let named = ["account", "clientId", "endpoint"];
        let name = named.iter().find_map(|part| public.get(*part));
        Self {
            name: name
                .map_or("the host's identity", String::as_str)
                .to_owned(),
            tenant: public.get("tenantId").cloned(),
        }
    }

    /// The account of a stored connection.
    pub(super) fn of_row(row: &rows::Connection) -> Result<Self, Error> {
        Ok(Self::of(&public_of(row)?))
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.tenant {
            Some(tenant) => write!(f, "{} of tenant {tenant}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Whether proved credentials are of the account that a connection belongs to. A person is known by
/// tenant and object id, because a user name can change hands.
pub(super) fn is_same(
    digests: &DigestKey,
    row: &rows::Connection,
    proved: &Proved,
) -> Result<bool, Error> {
    if row.method == Method::OAuth {
        return Ok(hash(digests, proved) == row.credentials_hash);
    }
    let known = public_of(row)?;
    let part = |of: &BTreeMap<String, String>, name: &str| {
        of.get(name).map(|text| text.trim().to_ascii_lowercase())
    };
    Ok(IDENTIFYING
        .iter()
        .all(|name| part(&known, name) == part(&proved.public, name)))
}

/// Refuses credentials of another account than the connection's.
pub(super) fn must_be_same(
    digests: &DigestKey,
    row: &rows::Connection,
    proved: &Proved,
) -> Result<(), Error> {
    if is_same(digests, row, proved)? {
        return Ok(());
    }
    let (was, now) = (Account::of_row(row)?, Account::of(&proved.public));
    Err(Error::diagnosed(
        Diagnosis::new(Cause::OtherAccount)
            .with("account", now.to_string())
            .with("was", was.to_string()),
    ))
}

/// What of a stored connection's credentials is no secret.
pub(super) fn public_of(row: &rows::Connection) -> Result<BTreeMap<String, String>, Error> {
    serde_json::from_str(&row.credentials_public)
        .map_err(|error| Error::Internal(format!("stored connection: {error}")))
}
