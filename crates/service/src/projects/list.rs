//! Finding projects.

use std::collections::HashMap;

use model::Slug;
use model::access::{Grants, OrgRole};
use model::id::ProjectId;
use store::{ReadTx, environments, projects};

use super::Project;
use crate::caller::Principal;
use crate::{Caller, Error, Service, What, access};

/// The projects the caller may see, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(service: &Service, caller: &Caller) -> Result<Vec<Project>, Error> {
    let tx = service.store().read().await?;
    let rows = match caller.principal {
        _ if caller.org_role == OrgRole::Admin => projects::list(&tx).await?,
        Principal::User { id, .. } => projects::list_of_user(&tx, id).await?,
        Principal::Identity { id, .. } => projects::list_of_identity(&tx, id).await?,
        Principal::LinkHolder { .. } => Vec::new(),
        Principal::Platform => projects::list(&tx).await?,
    };
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut environments: HashMap<ProjectId, Vec<_>> = HashMap::new();
    for environment in environments::list_of(&tx, &ids).await? {
        environments
            .entry(environment.project_id)
            .or_default()
            .push(environment);
    }
    let organization = access::organization_in(&tx).await?;
    let mut found = Vec::new();
    for row in rows {
        let grants = caller.grants(&tx, row.id).await?;
        if grants.sees_project() {
            let environments = environments.remove(&row.id).unwrap_or_default();
            found.push(Project::new(organization, &grants, row, environments));
        }
    }
    found.sort_by_key(|project| project.name.to_lowercase());
    Ok(found)
}

/// One project by id.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the caller may not see it.
pub async fn get(service: &Service, caller: &Caller, id: ProjectId) -> Result<Project, Error> {
    let tx = service.store().read().await?;
    let (row, grants) = seen(&tx, caller, id).await?;
    Project::see(&tx, &grants, row).await
}

/// One project by its slug.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the caller may not see it.
pub async fn by_slug(service: &Service, caller: &Caller, slug: &Slug) -> Result<Project, Error> {
    let tx = service.store().read().await?;
    let missing = || Error::not_found(What::Project, slug);
    let row = projects::by_slug(&tx, slug).await?.ok_or_else(missing)?;
    let grants = caller.grants(&tx, row.id).await?;
    if !grants.sees_project() {
        return Err(missing());
    }
    Project::see(&tx, &grants, row).await
}

/// A project that the caller may see, and what they may do in it.
pub(super) async fn seen(
    tx: &ReadTx,
    caller: &Caller,
    id: ProjectId,
) -> Result<(projects::Project, Grants), Error> {
    let missing = || Error::not_found(What::Project, id);
    let row = projects::get(tx, id).await?.ok_or_else(missing)?;
    let grants = caller.grants(tx, id).await?;
    if !grants.sees_project() {
        return Err(missing());
    }
    Ok((row, grants))
}

/// Refuses a project that does not exist.
pub(crate) async fn must_exist(tx: &ReadTx, id: ProjectId) -> Result<(), Error> {
    match projects::get(tx, id).await? {
        Some(_) => Ok(()),
        None => Err(Error::not_found(What::Project, id)),
    }
}
