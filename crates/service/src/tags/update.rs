//! Changing a tag.

use model::Slug;
use model::access::Action;
use model::id::{ProjectId, TagId};
use serde_json::json;
use store::Constraint;
use store::tags::{self, TagChanges};

use super::find::of_project;
use super::{Tag, check};
use crate::{Caller, Error, Service, What, audit};

/// A change of a tag. What is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct TagChange {
    /// A new short name.
    pub slug: Option<Slug>,
    /// A new name.
    pub name: Option<String>,
    /// A new color.
    pub color: Option<String>,
}

/// Changes a tag. Permission rules name tags by their short name, so a new one changes whom they
/// let in.
///
/// # Errors
/// [`Error::NotFound`] when the project has no such tag; [`Error::Taken`] when the short name is in
/// use; [`Error::Denied`] without the right to change tags.
pub async fn update(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    id: TagId,
    change: TagChange,
) -> Result<Tag, Error> {
    check(change.name.as_deref(), change.color.as_deref())?;
    let tx = service.store().write().await?;
    caller.must(&tx, project, Action::EditTags).await?;
    let before = of_project(&tx, project, id).await?;
    let wanted = change.slug.clone().unwrap_or(before.slug);
    let changes = TagChanges {
        slug: change.slug,
        name: change.name,
        color: change.color,
    };
    tags::update(&tx, id, &changes, service.now())
        .await
        .map_err(Error::taken(What::Tag, wanted, Constraint::TagSlug))?;
    let after = of_project(&tx, project, id).await?;
    let detail = json!({ "tagId": id, "slug": after.slug, "name": after.name });
    audit::record(
        service,
        &tx,
        caller,
        "update-secret-tag",
        Some(project),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(after)
}
