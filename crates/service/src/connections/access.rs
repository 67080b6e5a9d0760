//! Who may do what with a connection: project roles in a project, admins for the organization's.

use model::access::Action;
use model::id::{ConnectionId, ProjectId};
use store::ReadTx;
use store::connections::{Connection, Scope};

use crate::{Caller, Error, What};

/// Whether the caller may do this with connections of a scope. The organization's are its admins';
/// everybody may see that they exist.
pub(super) async fn must(
    tx: &ReadTx,
    caller: &Caller,
    scope: Scope,
    action: Action,
) -> Result<(), Error> {
    match scope {
        Scope::Project(project) => caller.must(tx, project, action).await,
        Scope::Organization if action == Action::ReadConnections => Ok(()),
        Scope::Organization => caller.must_be_admin(),
    }
}

/// A connection, when the caller may do this with it.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Denied`] or [`Error::AdminsOnly`] when not.
pub(super) async fn allowed(
    tx: &ReadTx,
    caller: &Caller,
    id: ConnectionId,
    action: Action,
) -> Result<Connection, Error> {
    let row = store::connections::get(tx, id)
        .await?
        .ok_or_else(|| Error::not_found(What::Connection, id))?;
    must(tx, caller, row.scope, action).await?;
    Ok(row)
}

/// Whether the caller may use this connection in a sync of this project: a project's connection
/// only in its own, the organization's in any.
pub(crate) async fn must_use(
    tx: &ReadTx,
    caller: &Caller,
    connection: &Connection,
    project: ProjectId,
) -> Result<(), Error> {
    if let Scope::Project(owner) = connection.scope
        && owner != project
    {
        return Err(Error::not_found(What::Connection, &connection.name));
    }
    caller.must(tx, project, Action::UseConnections).await
}
