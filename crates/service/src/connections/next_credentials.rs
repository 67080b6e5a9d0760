//! Credentials that take over when the current ones stop working, so that a secret can be rotated
//! without a run that fails.

use std::collections::BTreeMap;

use model::access::Action;
use model::connection::Method;
use model::id::ConnectionId;
use secrecy::SecretString;
use serde_json::json;
use store::WriteTx;
use store::connections::{self as rows, NewCredentials};

use super::access::allowed;
use super::account::must_be_same;
use super::reconnect_link::completed;
use super::registry;
use super::vault::{self, Part, Sealer, Vault};
use super::view::{Connection, project_of, see};
use crate::{Caller, Error, Service, What, audit};

/// Keeps credentials that come next, after proving that they sign in now, as the same account. What
/// is no secret may be left out. They take over when the current ones are refused or expire.
///
/// # Errors
/// [`Error::Diagnosed`] when they do not sign in; [`Error::Invalid`] naming a field, or when they are
/// the current ones, or when the connection's method has none to enter; [`Error::NotFound`] when
/// there is no such connection; [`Error::Denied`] without the right to edit.
pub async fn set_next_credentials(
    service: &Service,
    caller: &Caller,
    id: ConnectionId,
    fields: BTreeMap<String, SecretString>,
) -> Result<Connection, Error> {
    let row = {
        let tx = service.store().read().await?;
        allowed(&tx, caller, id, Action::EditConnections).await?
    };
    if !credentials_can_overlap(row.method) {
        let problem = "only client secrets and certificates can overlap: replace the credentials \
                       of this connection instead";
        return Err(Error::invalid("method", problem));
    }
    let mut complete = completed(&row, fields.clone())?;
    complete.extend(fields);
    let app = registry::of(row.app);
    let proved = app.verify(service, row.method, &complete).await?;

    let tx = service.store().write().await?;
    let row = allowed(&tx, caller, id, Action::EditConnections).await?;
    let digests = vault::digests(service, &tx, row.scope).await?;
    must_be_same(&digests, &row, &proved)?;
    let hash = vault::hash(&digests, &proved);
    if hash == row.credentials_hash {
        let problem = "these are the credentials in use: enter the ones that come next";
        return Err(Error::invalid("credentials", problem));
    }
    let sealer = Sealer::of(service, &tx, row.scope).await?;
    let next = rows::NextCredentials {
        sealed: sealer.seal(Part::NextCredentials, id, 0, &proved.credentials),
        public: serde_json::to_string(&proved.public)
            .map_err(|error| Error::Internal(error.to_string()))?,
        hash,
        expires_at: proved.expires_at,
    };
    rows::set_next(&tx, id, Some(&next), service.now()).await?;
    finish(service, caller, tx, &row, "set").await
}

/// Forgets the credentials that were to come next.
///
/// # Errors
/// [`Error::NotFound`] when there is no such connection; [`Error::Denied`] without the right to
/// edit.
pub async fn clear_next_credentials(
    service: &Service,
    caller: &Caller,
    id: ConnectionId,
) -> Result<Connection, Error> {
    let tx = service.store().write().await?;
    let row = allowed(&tx, caller, id, Action::EditConnections).await?;
    rows::set_next(&tx, id, None, service.now()).await?;
    finish(service, caller, tx, &row, "cleared").await
}

/// Puts the credentials that come next in place of those that were just refused or have expired.
/// Returns false when there are none, or somebody replaced the current ones meanwhile.
pub(super) async fn promote(service: &Service, seen: &rows::Connection) -> Result<bool, Error> {
    if seen.next.is_none() {
        return Ok(false);
    }
    let tx = service.store().write().await?;
    let vault = Vault::of(service, &tx, seen.scope).await?;
    let sealer = Sealer::of(service, &tx, seen.scope).await?;
    // They may be sealed anew by now.
    let row = rows::get(&tx, seen.id).await?;
    let Some(next) = row.and_then(|row| row.next) else {
        return Ok(false);
    };
    let plain = vault.next_credentials(seen.id, &next)?;
    let version = seen.credentials_version;
    let credentials = NewCredentials {
        sealed: sealer.seal(Part::Credentials, seen.id, version + 1, &plain),
        public: next.public,
        hash: next.hash,
        expires_at: next.expires_at,
    };
    match rows::promote_next(&tx, seen.id, version, &credentials, service.now()).await {
        Err(store::StoreError::Stale { .. }) => return Ok(false),
        other => other?,
    };
    record(service, &tx, &Caller::platform(), seen, "promoted").await?;
    tx.commit().await?;
    tracing::info!(connection = %seen.name, "the next credentials have taken over");
    Ok(true)
}

/// Whether credentials of a method may be two at a time: current and next.
#[must_use]
pub fn credentials_can_overlap(method: Method) -> bool {
    matches!(method, Method::ClientSecret | Method::ClientCertificate)
}

async fn finish(
    service: &Service,
    caller: &Caller,
    tx: WriteTx,
    row: &rows::Connection,
    what: &str,
) -> Result<Connection, Error> {
    record(service, &tx, caller, row, what).await?;
    let stored = rows::get(&tx, row.id)
        .await?
        .ok_or_else(|| Error::not_found(What::Connection, row.id))?;
    let connection = see(service, &tx, caller, stored).await?;
    tx.commit().await?;
    Ok(connection)
}

async fn record(
    service: &Service,
    tx: &WriteTx,
    caller: &Caller,
    row: &rows::Connection,
    what: &str,
) -> Result<(), Error> {
    let detail = json!({ "connectionId": row.id, "name": row.name, "nextCredentials": what });
    let project = project_of(row.scope);
    audit::record(
        service,
        tx,
        caller,
        "update-app-connection",
        project,
        detail,
    )
    .await
}
