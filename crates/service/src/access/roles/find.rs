//! Finding roles.

use model::Slug;
use model::access::{Action, ProjectRole};
use model::id::{ProjectId, RoleId};
use store::{ReadTx, projects, roles as rows};

use super::{Role, built_in};
use crate::{Caller, Error, Service, What};

/// The roles of a project: the built-in ones, then the custom ones, oldest first.
///
/// # Errors
/// [`Error::NotFound`] when there is no such project; [`Error::Denied`] without the right to see
/// roles.
pub async fn roles(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
) -> Result<Vec<Role>, Error> {
    let tx = service.store().read().await?;
    caller.must(&tx, project, Action::ReadRoles).await?;
    let row = project_row(&tx, project).await?;
    let mut found = Vec::new();
    for role in ProjectRole::ALL {
        found.push(built_in::shown(*role, &row).map_err(Error::bad_name("slug"))?);
    }
    let custom = rows::list(&tx, project).await?;
    found.extend(custom.into_iter().map(Role::from));
    Ok(found)
}

/// A role of a project by its short name.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Denied`] without the right to see roles.
pub async fn role_by_slug(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    slug: &Slug,
) -> Result<Role, Error> {
    let tx = service.store().read().await?;
    caller.must(&tx, project, Action::ReadRoles).await?;
    if let Ok(role) = slug.as_str().parse::<ProjectRole>() {
        let row = project_row(&tx, project).await?;
        return built_in::shown(role, &row).map_err(Error::bad_name("slug"));
    }
    let found = rows::by_slug(&tx, project, slug).await?;
    found
        .map(Role::from)
        .ok_or_else(|| Error::not_found(What::Role, slug))
}

/// A custom role by id.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the caller may not see it.
pub async fn role(service: &Service, caller: &Caller, id: RoleId) -> Result<Role, Error> {
    let tx = service.store().read().await?;
    let found = visible(&tx, caller, id, None).await?;
    Ok(found.into())
}

/// A custom role that the caller may see, of a project where one is named.
pub(super) async fn visible(
    tx: &ReadTx,
    caller: &Caller,
    id: RoleId,
    project: Option<ProjectId>,
) -> Result<rows::Role, Error> {
    let missing = || Error::not_found(What::Role, id);
    let found = rows::get(tx, id).await?.ok_or_else(missing)?;
    let elsewhere = project.is_some_and(|project| project != found.project_id);
    if elsewhere || !caller.may(tx, found.project_id, Action::ReadRoles).await? {
        return Err(missing());
    }
    Ok(found)
}

async fn project_row(tx: &ReadTx, id: ProjectId) -> Result<projects::Project, Error> {
    let found = projects::get(tx, id).await?;
    found.ok_or_else(|| Error::not_found(What::Project, id))
}
