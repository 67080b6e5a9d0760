//! Deleting a project with everything in it.
//!
//! What its syncs wrote stays at the destinations, as when a sync is deleted without removing
//! secrets. Its data key goes too, so that nothing that was sealed in it can be opened again. Its
//! audit records stay.

use model::access::{Action, At};
use model::id::ProjectId;
use model::sync::SyncState;
use serde_json::json;
use store::connections::{self, Listed};
use store::{projects, syncs};

use super::Project;
use super::list::seen;
use crate::keyring::Owner;
use crate::{Caller, Error, Service, audit};

/// Deletes a project with its environments, secrets, syncs, members and own connections.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the caller may not see it; [`Error::Denied`] without
/// the right to delete it; [`Error::Protected`] when it is protected; [`Error::Running`] while one
/// of its syncs writes.
pub async fn delete(service: &Service, caller: &Caller, id: ProjectId) -> Result<Project, Error> {
    let tx = service.store().write().await?;
    let (row, grants) = seen(&tx, caller, id).await?;
    if !grants.allows(Action::DeleteProject, &At::project()) {
        return Err(Error::Denied(Action::DeleteProject));
    }
    if row.delete_protection {
        return Err(Error::Protected { name: row.name });
    }
    let ended = syncs::hold(&tx, id).await?;
    if let Some(running) = ended.iter().find(|sync| sync.state == SyncState::Running) {
        return Err(Error::Running {
            name: running.name.to_string(),
        });
    }
    let own = connections::list(&tx, Listed::Project(id)).await?;
    let detail = json!({
        "name": row.name,
        "slug": row.slug,
        "secretSyncs": ended.iter().map(|sync| &sync.name).collect::<Vec<_>>(),
        "appConnections": own.iter().map(|connection| &connection.name).collect::<Vec<_>>(),
    });
    let gone = Project::see(&tx, &grants, row).await?;
    projects::delete(&tx, id).await?;
    audit::record(service, &tx, caller, "delete-project", Some(id), detail).await?;
    tx.commit().await?;
    service.keyring().forget(Owner::Project(id));
    for connection in own {
        service.azure().forget(connection.id);
    }
    Ok(gone)
}
