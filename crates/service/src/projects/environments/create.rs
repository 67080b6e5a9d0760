//! Adding an environment.

use model::access::{Action, At};
use model::id::{EnvironmentId, FolderId, ProjectId};
use model::{SecretPath, Slug};
use serde_json::json;
use store::folders::NewFolder;
use store::{Constraint, WriteTx, environments, folders};

use super::{checked_position, order, place};
use crate::projects::{Environment, must_exist, text};
use crate::{Caller, Error, Service, What, audit};

/// What a new environment needs.
pub struct NewEnvironment {
    /// Its name.
    pub name: String,
    /// Its name in URLs and on the command line.
    pub slug: Slug,
    /// Its place among the others, from 1; behind them when there is none. Those in the way go one
    /// further.
    pub position: Option<i64>,
}

/// Adds an environment.
///
/// # Errors
/// [`Error::NotFound`] when there is no such project; [`Error::Denied`] without the right to add
/// environments; [`Error::Taken`] when the slug is in use.
pub async fn create_environment(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    request: NewEnvironment,
) -> Result<Environment, Error> {
    let request = NewEnvironment {
        name: text::name("name", &request.name, 255)?,
        position: checked_position(request.position)?,
        ..request
    };
    let tx = service.store().write().await?;
    let at = At::environment(request.slug.as_str());
    caller
        .must_at(&tx, project, Action::CreateEnvironments, &at)
        .await?;
    must_exist(&tx, project).await?;
    let environment = insert(service, &tx, project, request).await?;
    let detail = json!({
        "name": environment.name,
        "slug": environment.slug,
        "position": environment.position,
    });
    let (event, project) = ("create-environment", Some(project));
    audit::record(service, &tx, caller, event, project, detail).await?;
    tx.commit().await?;
    Ok(environment)
}

/// Adds an environment with its root folder.
pub(in crate::projects) async fn insert(
    service: &Service,
    tx: &WriteTx,
    project: ProjectId,
    request: NewEnvironment,
) -> Result<Environment, Error> {
    let now = service.now();
    let others = environments::list(tx, project).await?;
    let placed: Vec<_> = others.iter().map(|one| (one.id, one.position)).collect();
    let last = placed.iter().map(|(_, place)| *place).max();
    let position = request
        .position
        .unwrap_or_else(|| last.unwrap_or_default().saturating_add(1));
    place(tx, &order::make_room(&placed, position), now).await?;
    let row = environments::Environment {
        id: EnvironmentId::generate(service.clock(), service.entropy()),
        project_id: project,
        name: request.name,
        slug: request.slug,
        position,
        created_at: now,
        updated_at: now,
    };
    let taken = Error::taken(What::Environment, &row.slug, Constraint::EnvironmentSlug);
    environments::insert(tx, &row).await.map_err(taken)?;
    let root = NewFolder {
        id: FolderId::generate(service.clock(), service.entropy()),
        environment_id: row.id,
        parent_id: None,
        path: SecretPath::root(),
        description: None,
        created_at: now,
    };
    folders::insert(tx, &root).await?;
    Ok(row.into())
}
