//! A project's environments.

use model::access::Action;
use model::id::{EnvironmentId, FolderId, ProjectId};
use model::{SecretPath, Slug};
use serde_json::json;
use store::folders::NewFolder;
use store::{Constraint, ReadTx, WriteTx, folders};

use super::{Environment, must_exist};
use crate::{Caller, Error, Service, What, audit};

/// The environments of a project, in order.
///
/// # Errors
/// [`Error::NotFound`] when there is no such project; [`Error::Denied`] without the right to read it.
pub async fn environments(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
) -> Result<Vec<Environment>, Error> {
    let tx = service.store().read().await?;
    caller.must(&tx, project, Action::ReadEnvironments).await?;
    must_exist(&tx, project).await?;
    let rows = store::environments::list(&tx, project).await?;
    Ok(rows.into_iter().map(Environment::from).collect())
}

/// Adds an environment.
///
/// # Errors
/// [`Error::NotFound`] when there is no such project; [`Error::Denied`] without the right to change
/// environments; [`Error::Taken`] when the slug is in use.
pub async fn create_environment(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    name: &str,
    slug: Slug,
) -> Result<Environment, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 64 {
        return Err(Error::invalid("name", "use 1 to 64 characters"));
    }
    let tx = service.store().write().await?;
    caller
        .must(&tx, project, Action::CreateEnvironments)
        .await?;
    must_exist(&tx, project).await?;
    let environment = insert(service, &tx, project, name, slug).await?;
    let detail = json!({ "name": environment.name, "slug": environment.slug });
    audit::record(
        service,
        &tx,
        caller,
        "create-environment",
        Some(project),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(environment)
}

/// Adds an environment with its root folder after the ones there are.
pub(super) async fn insert(
    service: &Service,
    tx: &WriteTx,
    project: ProjectId,
    name: &str,
    slug: Slug,
) -> Result<Environment, Error> {
    let now = service.now();
    let position = store::environments::list(tx, project).await?.len();
    let row = store::environments::Environment {
        id: EnvironmentId::generate(service.clock(), service.entropy()),
        project_id: project,
        name: name.to_owned(),
        slug,
        position: i64::try_from(position)
            .unwrap_or(i64::MAX)
            .saturating_add(1),
        created_at: now,
        updated_at: now,
    };
    store::environments::insert(tx, &row)
        .await
        .map_err(Error::taken(
            What::Environment,
            &row.slug,
            Constraint::EnvironmentSlug,
        ))?;
    let root = NewFolder {
        id: FolderId::generate(service.clock(), service.entropy()),
        environment_id: row.id,
        parent_id: None,
        path: SecretPath::root(),
        created_at: now,
    };
    folders::insert(tx, &root).await?;
    Ok(row.into())
}

/// An environment by its slug.
pub(crate) async fn find(
    tx: &ReadTx,
    project: ProjectId,
    slug: &Slug,
) -> Result<Environment, Error> {
    let row = store::environments::by_slug(tx, project, slug).await?;
    row.map(Environment::from)
        .ok_or_else(|| Error::not_found(What::Environment, slug))
}
