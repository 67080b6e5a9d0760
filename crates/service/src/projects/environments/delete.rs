//! Deleting an environment with everything in it.

use model::access::{Action, At};
use model::id::{EnvironmentId, ProjectId};
use serde_json::json;
use store::{environments, folders};

use super::seen_in;
use crate::projects::Environment;
use crate::{Caller, Error, Service, audit, secrets};

/// Deletes an environment with its folders and secrets. Syncs from it pause as without a source, and
/// delete nothing; references into it become gaps, which syncs leave alone.
///
/// # Errors
/// [`Error::NotFound`] when the project has none, or the caller may not know of it;
/// [`Error::Denied`] without the right to delete it.
pub async fn delete_environment(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    id: EnvironmentId,
) -> Result<Environment, Error> {
    let tx = service.store().write().await?;
    let gone = seen_in(&tx, caller, project, id).await?;
    let at = At::environment(gone.slug.as_str());
    caller
        .must_at(&tx, project, Action::DeleteEnvironments, &at)
        .await?;
    let folders = folders::list_all(&tx, id).await?;
    let ids: Vec<_> = folders.iter().map(|folder| folder.id).collect();
    // Before it is gone: its folders say whom that reaches.
    secrets::settle(service, &tx, &ids).await?;
    environments::delete(&tx, id).await?;
    let detail = json!({ "name": gone.name, "slug": gone.slug });
    let event = "delete-environment";
    audit::record(service, &tx, caller, event, Some(project), detail).await?;
    tx.commit().await?;
    service.wake();
    Ok(gone)
}
