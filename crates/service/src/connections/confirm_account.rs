//! Answering whether a connection is to use another account than the one it belonged to.

use model::access::Action;
use secrecy::SecretString;
use serde_json::json;
use store::connections as rows;

use super::access::must;
use super::account::Account;
use super::check;
use super::finish_oauth::Connected;
use super::pending::Pending;
use super::view::{project_of, see};
use super::{registry, update};
use crate::{Caller, Error, Service, What, audit};

/// Uses the other account from now on. Whoever asks must be who signed in, in the same browser;
/// the question can be answered once.
///
/// # Errors
/// [`Error::Invalid`] on `pending` when there is no such question (any more), or it is somebody
/// else's; [`Error::Denied`] without the right to edit; [`Error::NotFound`] when the connection is
/// gone.
pub async fn confirm_account(
    service: &Service,
    caller: &Caller,
    pending: &SecretString,
) -> Result<Connected, Error> {
    let pending = take(service, caller, pending).await?;
    let id = pending.connection;
    let app = {
        let tx = service.store().read().await?;
        let row = row(&tx, id).await?;
        must(
            &tx,
            caller,
            row.scope,
            Some(row.id),
            Action::EditConnections,
        )
        .await?;
        registry::of(row.app)
    };
    let store = pending.store.as_deref();
    let finding = check::try_store(service, app, &pending.proved, store).await?;

    let tx = service.store().write().await?;
    let before = row(&tx, id).await?;
    must(
        &tx,
        caller,
        before.scope,
        Some(before.id),
        Action::EditConnections,
    )
    .await?;
    let detail = json!({
        "connectionId": id,
        "name": before.name,
        "credentialsUpdated": true,
        "was": Account::of_row(&before)?.to_string(),
        "now": Account::of(&pending.proved.public).to_string(),
    });
    update::replace(service, &tx, id, &pending.proved, &finding).await?;
    let project = project_of(before.scope);
    audit::record(
        service,
        &tx,
        caller,
        "update-app-connection",
        project,
        detail,
    )
    .await?;
    let connection = see(service, &tx, caller, row(&tx, id).await?).await?;
    tx.commit().await?;
    service.azure().forget(id);
    service.wake();
    Ok(Connected {
        connection,
        return_to: pending.return_to,
    })
}

/// Keeps the account there was: what was brought is forgotten, and nothing changes.
///
/// # Errors
/// As for [`confirm_account`].
pub async fn keep_account(
    service: &Service,
    caller: &Caller,
    pending: &SecretString,
) -> Result<Connected, Error> {
    let pending = take(service, caller, pending).await?;
    Ok(Connected {
        connection: super::get(service, caller, pending.connection).await?,
        return_to: pending.return_to,
    })
}

async fn take(
    service: &Service,
    caller: &Caller,
    pending: &SecretString,
) -> Result<Pending, Error> {
    let tx = service.store().write().await?;
    let taken = Pending::take(service, &tx, caller, pending).await?;
    // A question that somebody else has seen is spent, too.
    tx.commit().await?;
    taken
}

async fn row(tx: &store::ReadTx, id: model::id::ConnectionId) -> Result<rows::Connection, Error> {
    rows::get(tx, id)
        .await?
        .ok_or_else(|| Error::not_found(What::Connection, id))
}
