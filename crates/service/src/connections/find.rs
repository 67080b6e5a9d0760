//! Finding apps and connections.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use model::Slug;
use model::access::{Action, At, Grants};
use model::id::{ConnectionId, ProjectId};
use store::ReadTx;
use store::connections::{self as rows, Listed};

use super::access::{allowed, allows, is_member, must};
use super::registry;
use super::view::{AppOption, Connection, MethodOption, Scope, see};
use crate::{Caller, Error, Service, What};

/// The apps that can be connected to, with their methods.
#[must_use]
pub fn apps(service: &Service) -> Vec<AppOption> {
    registry::all()
        .map(|app| {
            let description = app.description();
            let methods = description
                .methods
                .iter()
                .map(|method| MethodOption {
                    description: method,
                    unavailable: app.unavailable(service, method.method),
                })
                .collect();
            AppOption {
                description,
                methods,
                oauth_client_id: app.oauth_client_id(service),
            }
        })
        .collect()
}

/// The connections of a scope that the caller may see, by name.
///
/// # Errors
/// [`Error::Denied`] without the right to see any of the project's.
pub async fn list(
    service: &Service,
    caller: &Caller,
    scope: Scope,
) -> Result<Vec<Connection>, Error> {
    let tx = service.store().read().await?;
    let mut seer = Seer::new(&tx, caller);
    let (listed, project) = match scope {
        Scope::All => (Listed::All, None),
        Scope::Organization => (Listed::Organization, None),
        Scope::Project(project) => (Listed::Project(project), Some(project)),
        Scope::UsableIn(project) => (Listed::UsableIn(project), Some(project)),
    };
    if let Some(project) = project {
        seer.must_see_some(project).await?;
    }
    let mut found = Vec::new();
    for row in rows::list(&tx, listed).await? {
        if seer.sees(&row, project).await? {
            found.push(see(service, &tx, caller, row).await?);
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// What one caller may see, with the rights in each project looked up once.
struct Seer<'a> {
    tx: &'a ReadTx,
    caller: &'a Caller,
    known: BTreeMap<ProjectId, Grants>,
}

impl<'a> Seer<'a> {
    fn new(tx: &'a ReadTx, caller: &'a Caller) -> Self {
        let known = BTreeMap::new();
        Self { tx, caller, known }
    }

    async fn must_see_some(&mut self, project: ProjectId) -> Result<(), Error> {
        let grants = self.grants(project).await?;
        if grants.allows_somewhere(Action::ReadConnections, &At::project()) {
            Ok(())
        } else {
            Err(Error::Denied(Action::ReadConnections))
        }
    }

    /// Whether a connection shows itself, to somebody who looks from within a project or from the
    /// organization.
    async fn sees(
        &mut self,
        row: &rows::Connection,
        within: Option<ProjectId>,
    ) -> Result<bool, Error> {
        let project = match row.scope {
            rows::Scope::Project(owner) => Some(owner),
            rows::Scope::Organization if is_member(self.caller) => return Ok(true),
            rows::Scope::Organization => within,
        };
        let Some(project) = project else {
            return Ok(false);
        };
        let grants = self.grants(project).await?;
        Ok(allows(grants, Action::ReadConnections, row.id))
    }

    async fn grants(&mut self, project: ProjectId) -> Result<&Grants, Error> {
        Ok(match self.known.entry(project) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(self.caller.grants(self.tx, project).await?),
        })
    }
}

/// One connection.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Denied`] without the right to see it.
pub async fn get(
    service: &Service,
    caller: &Caller,
    id: ConnectionId,
) -> Result<Connection, Error> {
    let tx = service.store().read().await?;
    let row = allowed(&tx, caller, id, Action::ReadConnections).await?;
    see(service, &tx, caller, row).await
}

/// One connection by name. With [`Scope::UsableIn`] a project's own comes before the
/// organization's.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Denied`] without the right to see it.
pub async fn by_name(
    service: &Service,
    caller: &Caller,
    scope: Scope,
    name: &Slug,
) -> Result<Connection, Error> {
    let tx = service.store().read().await?;
    let scopes = match scope {
        Scope::Organization | Scope::All => vec![rows::Scope::Organization],
        Scope::Project(project) => vec![rows::Scope::Project(project)],
        Scope::UsableIn(project) => {
            vec![rows::Scope::Project(project), rows::Scope::Organization]
        }
    };
    for scope in scopes {
        if let Some(row) = rows::by_name(&tx, scope, name).await? {
            must(&tx, caller, scope, Some(row.id), Action::ReadConnections).await?;
            return see(service, &tx, caller, row).await;
        }
    }
    Err(Error::not_found(What::Connection, name))
}
