//! Finding projects.

use model::Slug;
use model::access::OrgRole;
use model::id::ProjectId;
use store::{ReadTx, projects};

use super::Project;
use crate::caller::Principal;
use crate::{Caller, Error, Service, What};

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
    let mut found = Vec::new();
    for row in rows {
        if caller.grants(&tx, row.id).await?.sees_project() {
            found.push(Project::from(row));
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
    let missing = || Error::not_found(What::Project, id);
    let row = projects::get(&tx, id).await?.ok_or_else(missing)?;
    if caller.grants(&tx, row.id).await?.sees_project() {
        Ok(row.into())
    } else {
        Err(missing())
    }
}

/// Refuses a project that does not exist.
pub(crate) async fn must_exist(tx: &ReadTx, id: ProjectId) -> Result<(), Error> {
    match projects::get(tx, id).await? {
        Some(_) => Ok(()),
        None => Err(Error::not_found(What::Project, id)),
    }
}

/// One project by its slug.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the caller may not see it.
pub async fn by_slug(service: &Service, caller: &Caller, slug: &Slug) -> Result<Project, Error> {
    let tx = service.store().read().await?;
    let missing = || Error::not_found(What::Project, slug);
    let row = projects::by_slug(&tx, slug).await?.ok_or_else(missing)?;
    if caller.grants(&tx, row.id).await?.sees_project() {
        Ok(row.into())
    } else {
        Err(missing())
    }
}
