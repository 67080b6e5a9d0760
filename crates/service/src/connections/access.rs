//! Who may do what with a connection: project roles in a project, admins for the organization's.

use model::access::Action;
use model::id::ProjectId;
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
