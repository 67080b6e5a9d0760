//! Deleting a connection that no sync uses.

use model::access::Action;
use model::id::ConnectionId;
use serde_json::json;
use store::connections as rows;

use super::access::must;
use super::view::{Connection, project_of, see};
use crate::{Caller, Error, Service, What, audit};

/// Deletes a connection that no sync uses.
///
/// # Errors
/// [`Error::StillUsed`] naming the syncs that use it; [`Error::NotFound`] when there is no such
/// connection; [`Error::Denied`] without the right to delete.
pub async fn delete(
    service: &Service,
    caller: &Caller,
    id: ConnectionId,
) -> Result<Connection, Error> {
    let tx = service.store().write().await?;
    let row = rows::get(&tx, id)
        .await?
        .ok_or_else(|| Error::not_found(What::Connection, id))?;
    let project = project_of(row.scope);
    must(&tx, caller, row.scope, Action::DeleteConnections).await?;
    let connection = see(&tx, row).await?;
    if !connection.used_by.is_empty() {
        let names: Vec<_> = connection
            .used_by
            .iter()
            .map(|(_, name)| format!("`{name}`"))
            .collect();
        return Err(Error::StillUsed {
            what: What::Connection,
            name: connection.name.to_string(),
            users: names.join(", "),
        });
    }
    rows::delete(&tx, id).await?;
    let detail = json!({ "connectionId": id, "name": connection.name });
    audit::record(
        service,
        &tx,
        caller,
        "delete-app-connection",
        project,
        detail,
    )
    .await?;
    tx.commit().await?;
    service.azure().forget(id);
    Ok(connection)
}
