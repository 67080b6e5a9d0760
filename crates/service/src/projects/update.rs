//! Changing a project's name, slug, description and protection.

use model::Slug;
use model::access::{Action, At};
use model::id::ProjectId;
use serde_json::json;
use store::{Constraint, projects};

use super::list::seen;
use super::{Project, text};
use crate::{Caller, Error, Service, What, audit};

/// What to change of a project; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct ProjectChanges {
    /// Another name.
    pub name: Option<String>,
    /// Another name in URLs.
    pub slug: Option<Slug>,
    /// Another description, or none any more.
    pub description: Option<Option<String>>,
    /// Whether it refuses to be deleted.
    pub delete_protection: Option<bool>,
}

/// Changes a project.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the caller may not see it; [`Error::Denied`] without
/// the right to change it; [`Error::Taken`] when the slug is in use.
pub async fn update(
    service: &Service,
    caller: &Caller,
    id: ProjectId,
    changes: ProjectChanges,
) -> Result<Project, Error> {
    let name = changes
        .name
        .map(|name| text::name("name", &name, 64))
        .transpose()?;
    let described = changes.description.as_ref();
    text::description("description", described.and_then(|text| text.as_deref()))?;

    let tx = service.store().write().await?;
    let (before, grants) = seen(&tx, caller, id).await?;
    if !grants.allows(Action::EditProject, &At::project()) {
        return Err(Error::Denied(Action::EditProject));
    }
    let slug = changes.slug.as_ref().unwrap_or(&before.slug);
    let taken = Error::taken(What::Project, slug, Constraint::ProjectSlug);
    let row = projects::ProjectChanges {
        name,
        slug: changes.slug.clone(),
        description: changes.description,
        delete_protection: changes.delete_protection,
    };
    projects::update(&tx, id, &row, service.now())
        .await
        .map_err(taken)?;
    let (after, _) = seen(&tx, caller, id).await?;
    let detail = json!({
        "name": after.name,
        "slug": after.slug,
        "previousName": before.name,
        "previousSlug": before.slug,
        "hasDeleteProtection": after.delete_protection,
    });
    audit::record(service, &tx, caller, "update-project", Some(id), detail).await?;
    let shown = Project::see(&tx, &grants, after).await?;
    tx.commit().await?;
    Ok(shown)
}
