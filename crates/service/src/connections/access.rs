//! Who may do what with a connection: project roles in a project, admins for the organization's.

use model::access::{Action, At, Grants, OrgRole};
use model::id::{ConnectionId, ProjectId};
use store::ReadTx;
use store::connections::{Connection, Scope};

use crate::{Caller, Error, What};

/// Whether the caller may do this with this connection of a scope, or with a new one. The
/// organization's are its admins'; its members may see that they exist.
pub(super) async fn must(
    tx: &ReadTx,
    caller: &Caller,
    scope: Scope,
    id: Option<ConnectionId>,
    action: Action,
) -> Result<(), Error> {
    match scope {
        Scope::Project(project) => {
            let id = id.map(|id| id.to_string());
            let at = id.as_deref().map_or_else(At::project, through);
            caller.must_at(tx, project, action, &at).await
        }
        Scope::Organization if action == Action::ReadConnections && is_member(caller) => Ok(()),
        Scope::Organization => caller.must_be_admin(),
    }
}

/// Whether the caller may see what belongs to the organization itself.
pub(super) fn is_member(caller: &Caller) -> bool {
    caller.org_role != OrgRole::NoAccess
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
    must(tx, caller, row.scope, Some(id), action).await?;
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
    let id = connection.id.to_string();
    caller
        .must_at(tx, project, Action::UseConnections, &through(&id))
        .await
}

/// Whether this is allowed with a connection of the project or in the project.
pub(super) fn allows(grants: &Grants, action: Action, connection: ConnectionId) -> bool {
    grants.allows(action, &through(&connection.to_string()))
}

/// What a condition on a connection looks at.
fn through(connection: &str) -> At<'_> {
    At::project().through(connection)
}
