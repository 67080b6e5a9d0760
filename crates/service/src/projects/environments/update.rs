//! Renaming an environment, or giving it another place.

use model::Slug;
use model::access::{Action, At};
use model::id::{EnvironmentId, ProjectId};
use serde_json::json;
use store::{Constraint, WriteTx, environments, folders};

use super::{checked_position, order, place, seen, seen_in};
use crate::projects::moving::{self, Move};
use crate::projects::{Environment, text};
use crate::{Caller, Error, Service, What, audit};

/// What to change of an environment; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct EnvironmentChanges {
    /// Another name.
    pub name: Option<String>,
    /// Another name in URLs and on the command line.
    pub slug: Option<Slug>,
    /// Another place among the others, from 1. Those between close up.
    pub position: Option<i64>,
}

/// Changes an environment. Syncs from it follow a new slug.
///
/// # Errors
/// [`Error::NotFound`] when the project has none, or the caller may not know of it;
/// [`Error::Denied`] without the right to change it, or with a new slug to move its secrets;
/// [`Error::Taken`] when the slug is in use; [`Error::StillUsed`] while references have the old one.
pub async fn update_environment(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    id: EnvironmentId,
    changes: EnvironmentChanges,
) -> Result<Environment, Error> {
    let name = changes
        .name
        .map(|name| text::name("name", &name, 255))
        .transpose()?;
    let position = checked_position(changes.position)?;

    let tx = service.store().write().await?;
    let before = seen_in(&tx, caller, project, id).await?;
    let slug = changes.slug.filter(|slug| *slug != before.slug);
    for slug in [Some(&before.slug), slug.as_ref()].into_iter().flatten() {
        let at = At::environment(slug.as_str());
        caller
            .must_at(&tx, project, Action::EditEnvironments, &at)
            .await?;
    }
    if let Some(slug) = &slug {
        rename(service, caller, &tx, &before, slug).await?;
    }
    let now = service.now();
    if let Some(position) = position {
        let placed: Vec<_> = environments::list(&tx, project)
            .await?
            .iter()
            .map(|one| (one.id, one.position))
            .collect();
        place(&tx, &order::shift(&placed, id, position), now).await?;
    }
    let taken = slug.clone().unwrap_or_else(|| before.slug.clone());
    let row = environments::EnvironmentChanges {
        name,
        slug,
        position: None,
    };
    environments::update(&tx, id, &row, now)
        .await
        .map_err(Error::taken(
            What::Environment,
            taken,
            Constraint::EnvironmentSlug,
        ))?;
    let after = seen(&tx, caller, id).await?;
    let detail = json!({
        "oldName": before.name,
        "oldSlug": before.slug,
        "oldPos": before.position,
        "newName": after.name,
        "newSlug": after.slug,
        "newPos": after.position,
    });
    let event = "update-environment";
    audit::record(service, &tx, caller, event, Some(project), detail).await?;
    tx.commit().await?;
    service.wake();
    Ok(after)
}

/// What a new slug asks for beyond the right to give it, and whom it reaches.
async fn rename(
    service: &Service,
    caller: &Caller,
    tx: &WriteTx,
    before: &Environment,
    slug: &Slug,
) -> Result<(), Error> {
    let folders = folders::list_all(tx, before.id).await?;
    let moves = folders.iter().map(|folder| Move {
        folder,
        environment: slug.clone(),
        path: folder.path.clone(),
    });
    let name = before.slug.to_string();
    moving::prepare(
        service,
        caller,
        tx,
        (What::Environment, name),
        moves.collect(),
    )
    .await
}
