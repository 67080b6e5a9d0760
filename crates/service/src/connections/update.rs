//! Changing a connection. New credentials are proved first; its id stays, so its syncs go on.

use std::collections::BTreeMap;

use model::Slug;
use model::access::Action;
use model::connection::{Limits, Method, Occasion};
use model::id::ConnectionId;
use model::sync::RunTrigger;
use secrecy::SecretString;
use serde_json::json;
use store::connections as rows;
use store::{Constraint, WriteTx, syncs};

use super::access::{allowed, must};
use super::account::{Account, is_same, must_be_same};
use super::check::{self, Finding};
use super::create::keep;
use super::limit;
use super::registry::{self, Proved};
use super::vault::{self, Sealer};
use super::view::{Connection, project_of, see};
use crate::{Caller, Error, Service, What, audit};

/// A change of a connection. What is absent stays.
#[derive(Default)]
pub struct ConnectionChange {
    /// A new name.
    pub name: Option<Slug>,
    /// A new description.
    pub description: Option<Option<String>>,
    /// New credentials for the same method, complete.
    pub credentials: Option<BTreeMap<String, SecretString>>,
    /// What the projects may use it for from now on; a connection of the organization only.
    pub limits: Option<Limits>,
    /// Whether the new credentials may be of another account than those before.
    pub accept_other_account: bool,
}

/// Changes a connection. With new credentials its paused syncs go on by themselves.
///
/// # Errors
/// [`Error::Diagnosed`] when new credentials do not sign in, or, with [`model::Cause::OtherAccount`],
/// when they are of another account and that was not accepted: then nothing changes;
/// [`Error::Invalid`] naming a field of the limits;
/// [`Error::NotFound`] when there is no such connection; [`Error::Taken`] when the new name is in
/// use; [`Error::Denied`] without the right to edit; [`Error::AdminsOnly`] for other credentials of
/// the host's when the caller is no admin of the organization.
pub async fn update(
    service: &Service,
    caller: &Caller,
    id: ConnectionId,
    change: ConnectionChange,
) -> Result<Connection, Error> {
    let row = {
        let tx = service.store().read().await?;
        allowed(&tx, caller, id, Action::EditConnections).await?
    };
    let proved = match &change.credentials {
        Some(_) if row.method == Method::OAuth => {
            let problem = "an OAuth connection is signed in again through the browser";
            return Err(Error::invalid("credentials", problem));
        }
        Some(fields) => {
            if row.method.uses_host_identity() {
                caller.must_be_admin()?;
            }
            let app = registry::of(row.app);
            let proved = app.verify(service, row.method, fields).await?;
            if !change.accept_other_account {
                let tx = service.store().read().await?;
                let digests = vault::digests(service, &tx, row.scope).await?;
                must_be_same(&digests, &row, &proved)?;
            }
            let finding = check::try_store(service, app, &proved, None).await?;
            Some((proved, finding))
        }
        None => None,
    };

    let tx = service.store().write().await?;
    must(&tx, caller, row.scope, Some(id), Action::EditConnections).await?;
    let name = change.name.unwrap_or_else(|| row.name.clone());
    let description = change
        .description
        .unwrap_or_else(|| row.description.clone());
    rows::rename(&tx, id, &name, description.as_deref(), service.now())
        .await
        .map_err(Error::taken(
            What::Connection,
            &name,
            Constraint::ConnectionName,
        ))?;
    if let Some(limits) = &change.limits {
        set_limits(service, &tx, &row, limits).await?;
    }
    let was = Account::of_row(&row)?;
    if let Some((proved, finding)) = &proved {
        replace(service, &tx, id, proved, finding).await?;
    }
    let detail = json!({
        "connectionId": id,
        "name": name,
        "description": description,
        "credentialsUpdated": proved.is_some(),
        "limits": change.limits,
        "was": change.accept_other_account.then(|| was.to_string()),
    });
    let project = project_of(row.scope);
    audit::record(
        service,
        &tx,
        caller,
        "update-app-connection",
        project,
        detail,
    )
    .await?;
    let stored = rows::get(&tx, id)
        .await?
        .ok_or_else(|| Error::not_found(What::Connection, id))?;
    let connection = see(service, &tx, caller, stored).await?;
    tx.commit().await?;
    service.azure().forget(id);
    service.wake();
    Ok(connection)
}

/// Limits a connection. Its syncs are planned anew: those that are outside now say so, and those
/// that were may go on.
async fn set_limits(
    service: &Service,
    tx: &WriteTx,
    row: &rows::Connection,
    limits: &Limits,
) -> Result<(), Error> {
    let limits = limit::checked(tx, row.scope, limits.clone()).await?;
    rows::set_limits(tx, row.id, &limit::to_text(&limits)?, service.now()).await?;
    syncs::mark_connections_due(tx, row.id, service.now(), RunTrigger::Change).await?;
    Ok(())
}

/// Puts proved credentials in place of the ones there are, whatever their version is by now: a
/// refresh under way loses against a person.
pub(super) async fn replace(
    service: &Service,
    tx: &WriteTx,
    id: ConnectionId,
    proved: &Proved,
    finding: &Finding,
) -> Result<(), Error> {
    let row = rows::get(tx, id)
        .await?
        .ok_or_else(|| Error::not_found(What::Connection, id))?;
    let digests = vault::digests(service, tx, row.scope).await?;
    let sealer = Sealer::of(service, tx, row.scope).await?;
    let version = row.credentials_version;
    let credentials = keep(&sealer, &digests, id, version + 1, proved)?;
    // What was to come next is of no use to another account, or has come.
    let is_now = |next: &rows::NextCredentials| next.hash == credentials.hash;
    if row.next.as_ref().is_some_and(is_now) || !is_same(&digests, &row, proved)? {
        rows::set_next(tx, id, None, service.now()).await?;
    }
    rows::replace_credentials(tx, id, version, &credentials, service.now()).await?;
    check::write_down(service, tx, id, finding, Occasion::Change).await?;
    Ok(())
}
