//! Finding tags.

use model::Slug;
use model::access::Action;
use model::id::{ProjectId, TagId};
use store::{ReadTx, tags};

use super::Tag;
use crate::projects::must_exist;
use crate::{Caller, Error, Service, What};

/// A project's tags, by short name.
///
/// # Errors
/// [`Error::NotFound`] when there is no such project; [`Error::Denied`] without the right to see
/// tags.
pub async fn list(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
) -> Result<Vec<Tag>, Error> {
    let tx = service.store().read().await?;
    caller.must(&tx, project, Action::ReadTags).await?;
    must_exist(&tx, project).await?;
    let rows = tags::list(&tx, project).await?;
    Ok(rows.into_iter().map(Tag::from).collect())
}

/// A tag by its id.
///
/// # Errors
/// [`Error::NotFound`] when the project has no such tag; [`Error::Denied`] without the right to see
/// tags.
pub async fn get(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    id: TagId,
) -> Result<Tag, Error> {
    let tx = service.store().read().await?;
    caller.must(&tx, project, Action::ReadTags).await?;
    of_project(&tx, project, id).await
}

/// A tag by its short name.
///
/// # Errors
/// [`Error::NotFound`] when the project has no such tag; [`Error::Denied`] without the right to see
/// tags.
pub async fn by_slug(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    slug: &Slug,
) -> Result<Tag, Error> {
    let tx = service.store().read().await?;
    caller.must(&tx, project, Action::ReadTags).await?;
    let row = tags::by_slug(&tx, project, slug).await?;
    row.map(Tag::from)
        .ok_or_else(|| Error::not_found(What::Tag, slug))
}

/// A tag that the project has to have.
pub(super) async fn of_project(tx: &ReadTx, project: ProjectId, id: TagId) -> Result<Tag, Error> {
    tags::get(tx, id)
        .await?
        .filter(|row| row.project_id == project)
        .map(Tag::from)
        .ok_or_else(|| Error::not_found(What::Tag, id))
}

/// Tags that the project has to have, each once.
pub(crate) async fn all_of(
    tx: &ReadTx,
    project: ProjectId,
    ids: &[TagId],
) -> Result<Vec<Tag>, Error> {
    let mut found: Vec<Tag> = Vec::new();
    for id in ids {
        if found.iter().all(|tag| tag.id != *id) {
            found.push(of_project(tx, project, *id).await?);
        }
    }
    Ok(found)
}
