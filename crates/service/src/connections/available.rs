//! The connections that somebody may use in syncs.

use model::Slug;
use model::access::{Action, At};
use model::connection::App;
use model::id::{ConnectionId, ProjectId};
use store::connections::{self as rows, Listed};

use super::access::{allows, is_member};
use super::view::project_of;
use crate::{Caller, Error, Service};

/// A connection to choose: nothing of it but its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usable {
    /// Its id.
    pub id: ConnectionId,
    /// Its name.
    pub name: Slug,
    /// The app.
    pub app: App,
    /// The project it belongs to; none for the organization.
    pub project: Option<ProjectId>,
}

/// The connections that the caller may use in the syncs of a project: its own and the
/// organization's. Without a project, the organization's, for its members to choose from.
///
/// # Errors
/// [`Error::Denied`] without the right to use any in the project.
pub async fn available(
    service: &Service,
    caller: &Caller,
    project: Option<ProjectId>,
) -> Result<Vec<Usable>, Error> {
    let tx = service.store().read().await?;
    let Some(project) = project else {
        if !is_member(caller) {
            return Ok(Vec::new());
        }
        return Ok(by_name(rows::list(&tx, Listed::Organization).await?));
    };
    let grants = caller.grants(&tx, project).await?;
    if !grants.allows_somewhere(Action::UseConnections, &At::project()) {
        return Err(Error::Denied(Action::UseConnections));
    }
    let mut rows = rows::list(&tx, Listed::UsableIn(project)).await?;
    rows.retain(|row| allows(&grants, Action::UseConnections, row.id));
    Ok(by_name(rows))
}

fn by_name(rows: Vec<rows::Connection>) -> Vec<Usable> {
    let mut usable: Vec<_> = rows.into_iter().map(Usable::from).collect();
    usable.sort_by(|one, other| one.name.cmp(&other.name));
    usable
}

impl From<rows::Connection> for Usable {
    fn from(row: rows::Connection) -> Self {
        Self {
            id: row.id,
            name: row.name,
            app: row.app,
            project: project_of(row.scope),
        }
    }
}
