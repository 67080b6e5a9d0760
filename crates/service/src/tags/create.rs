//! A new tag.

use model::Slug;
use model::access::Action;
use model::id::{ProjectId, TagId};
use serde_json::json;
use store::{Constraint, tags};

use super::{Tag, check};
use crate::projects::must_exist;
use crate::{Caller, Error, Service, What, audit};

/// A tag to make.
#[derive(Debug, Clone)]
pub struct NewTag {
    /// Its short name.
    pub slug: Slug,
    /// Its name; the short one when there is none.
    pub name: Option<String>,
    /// Its color, in any words.
    pub color: String,
}

/// Adds a tag to a project.
///
/// # Errors
/// [`Error::Taken`] when the short name is in use; [`Error::Denied`] without the right to create
/// tags; [`Error::Invalid`] when a text is too long.
pub async fn create(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    tag: NewTag,
) -> Result<Tag, Error> {
    check(tag.name.as_deref(), Some(&tag.color))?;
    let tx = service.store().write().await?;
    caller.must(&tx, project, Action::CreateTags).await?;
    must_exist(&tx, project).await?;
    let row = tags::Tag {
        id: TagId::generate(service.clock(), service.entropy()),
        project_id: project,
        name: tag.name.unwrap_or_else(|| tag.slug.to_string()),
        slug: tag.slug,
        color: tag.color,
        created_at: service.now(),
        updated_at: service.now(),
    };
    tags::insert(&tx, &row).await.map_err(Error::taken(
        What::Tag,
        &row.slug,
        Constraint::TagSlug,
    ))?;
    let detail = json!({ "tagId": row.id, "slug": row.slug, "name": row.name });
    audit::record(
        service,
        &tx,
        caller,
        "create-secret-tag",
        Some(project),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(row.into())
}
