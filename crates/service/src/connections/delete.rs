//! Deleting a connection that no sync uses.

use model::access::Action;
use model::id::ConnectionId;
use serde_json::json;
use store::connections as rows;

use super::access::allowed;
use super::view::{Connection, project_of, see};
use crate::{Caller, Error, Service, What, audit};

/// Deletes a connection that no sync uses.
///
/// # Errors
/// [`Error::StillUsed`] naming the syncs that use it, with their projects; [`Error::NotFound`] when there is no such
/// connection; [`Error::Denied`] without the right to delete.
pub async fn delete(
    service: &Service,
    caller: &Caller,
    id: ConnectionId,
) -> Result<Connection, Error> {
    let tx = service.store().write().await?;
    let row = allowed(&tx, caller, id, Action::DeleteConnections).await?;
    let project = project_of(row.scope);
    let connection = see(service, &tx, caller, row).await?;
    if let Some(users) = users(&connection) {
        return Err(Error::StillUsed {
            what: What::Connection,
            name: connection.name.to_string(),
            users,
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

/// Who uses a connection, in words; none when nobody does. What the caller may not see is only
/// counted.
fn users(connection: &Connection) -> Option<String> {
    let named = connection
        .used_by
        .iter()
        .map(|used| format!("`{}` in {}", used.name, used.project_name))
        .collect::<Vec<_>>()
        .join(", ");
    match (named.is_empty(), connection.used_elsewhere) {
        (true, 0) => None,
        (false, 0) => Some(named),
        (true, 1) => Some("a sync in a project you cannot see".to_owned()),
        (true, unseen) => Some(format!("{unseen} syncs in projects you cannot see")),
        (false, 1) => Some(format!("{named}, and one in a project you cannot see")),
        (false, unseen) => Some(format!("{named}, and {unseen} in projects you cannot see")),
    }
}
