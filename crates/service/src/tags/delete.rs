//! Deleting a tag.

use model::access::Action;
use model::id::{ProjectId, TagId};
use serde_json::json;

use super::Tag;
use super::find::of_project;
use crate::{Caller, Error, Service, audit};

/// Deletes a tag. The secrets that had it stay.
///
/// # Errors
/// [`Error::NotFound`] when the project has no such tag; [`Error::Denied`] without the right to
/// delete tags.
pub async fn delete(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    id: TagId,
) -> Result<Tag, Error> {
    let tx = service.store().write().await?;
    caller.must(&tx, project, Action::DeleteTags).await?;
    let tag = of_project(&tx, project, id).await?;
    store::tags::delete(&tx, id).await?;
    let detail = json!({ "tagId": id, "slug": tag.slug });
    audit::record(
        service,
        &tx,
        caller,
        "delete-secret-tag",
        Some(project),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(tag)
}
