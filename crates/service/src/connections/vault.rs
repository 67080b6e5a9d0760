//! Sealing credentials and tokens: under the data key of the connection's scope, bound to the row
//! and the version of the credentials.

use std::sync::Arc;

use model::id::ConnectionId;
use seal::{DigestKey, Place, Sealed};
use store::connections::{Connection, NextCredentials, Scope};
use store::{ReadTx, WriteTx};
use zeroize::Zeroizing;

use super::registry::Proved;
use super::view::project_of;
use crate::keyring::{OpenKeys, Owner, SealKeys};
use crate::{Error, Service};

/// What of a connection is sealed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// The credentials.
    Credentials,
    /// The credentials that take over. They have one version.
    NextCredentials,
    /// The access token at hand.
    AccessToken,
}

/// What opens what a scope's connections have.
pub(super) struct Vault(Arc<OpenKeys>);

/// What seals for a scope's connections, within one transaction.
pub(super) struct Sealer(SealKeys);

impl Sealer {
    pub(super) async fn of(service: &Service, tx: &WriteTx, scope: Scope) -> Result<Self, Error> {
        let owner = Owner::from(project_of(scope));
        Ok(Self(service.keyring().to_seal(tx, owner).await?))
    }

    pub(super) fn seal(&self, part: Part, id: ConnectionId, version: i64, plain: &[u8]) -> Vec<u8> {
        self.0.seal(&place(part, id, version), plain).into_bytes()
    }
}

impl Vault {
    pub(super) async fn of(service: &Service, tx: &ReadTx, scope: Scope) -> Result<Self, Error> {
        let owner = Owner::from(project_of(scope));
        Ok(Self(service.keyring().to_open(tx, owner).await?))
    }

    /// The credentials as they are now.
    pub(super) fn credentials(&self, row: &Connection) -> Result<Zeroizing<Vec<u8>>, Error> {
        let place = place(Part::Credentials, row.id, row.credentials_version);
        Ok(self
            .0
            .open(&place, &Sealed::from_bytes(row.credentials.clone()))?)
    }

    /// The credentials that take over.
    pub(super) fn next_credentials(
        &self,
        id: ConnectionId,
        next: &NextCredentials,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let place = place(Part::NextCredentials, id, 0);
        Ok(self
            .0
            .open(&place, &Sealed::from_bytes(next.sealed.clone()))?)
    }

    /// The access token at hand, if there is one.
    pub(super) fn access_token(
        &self,
        row: &Connection,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let Some(sealed) = &row.access_token else {
            return Ok(None);
        };
        let place = place(Part::AccessToken, row.id, row.credentials_version);
        Ok(Some(
            self.0.open(&place, &Sealed::from_bytes(sealed.clone()))?,
        ))
    }
}

/// What makes the digests of what the users of a scope entered.
pub(super) async fn digests(
    service: &Service,
    tx: &ReadTx,
    scope: Scope,
) -> Result<Arc<DigestKey>, Error> {
    let owner = Owner::from(project_of(scope));
    service.keyring().digests(tx, owner).await
}

/// The digest of what the user entered, which tells whether credentials are the same without
/// telling what they are.
pub(super) fn hash(key: &DigestKey, proved: &Proved) -> String {
    let parts: Vec<&[u8]> = proved.entered.iter().map(Vec::as_slice).collect();
    hex::encode(key.digest("connection credentials", &parts).as_bytes())
}

fn place(part: Part, id: ConnectionId, version: i64) -> Place {
    let column = match part {
        Part::Credentials => "credentials",
        Part::NextCredentials => "next_credentials",
        Part::AccessToken => "access_token",
    };
    Place {
        table: "app_connections",
        row: id.as_uuid(),
        column,
        version,
    }
}
