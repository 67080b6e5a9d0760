//! Finding apps and connections.

use model::Slug;
use model::access::Action;
use model::id::ConnectionId;
use store::connections::{self as rows, Listed};

use super::access::{allowed, must};
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
            }
        })
        .collect()
}

/// The connections of a scope that the caller may see, by name.
///
/// # Errors
/// [`Error::Denied`] without the right to see the project's.
pub async fn list(
    service: &Service,
    caller: &Caller,
    scope: Scope,
) -> Result<Vec<Connection>, Error> {
    let tx = service.store().read().await?;
    let listed = match scope {
        Scope::All => Listed::All,
        Scope::Organization => Listed::Organization,
        Scope::Project(project) | Scope::UsableIn(project) => {
            caller.must(&tx, project, Action::ReadConnections).await?;
            if matches!(scope, Scope::Project(_)) {
                Listed::Project(project)
            } else {
                Listed::UsableIn(project)
            }
        }
    };
    let mut found = Vec::new();
    for row in rows::list(&tx, listed).await? {
        let visible = match row.scope {
            rows::Scope::Project(project) => {
                caller.may(&tx, project, Action::ReadConnections).await?
            }
            rows::Scope::Organization => true,
        };
        if visible {
            found.push(see(service, &tx, caller, row).await?);
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
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
            must(&tx, caller, scope, Action::ReadConnections).await?;
            return see(service, &tx, caller, row).await;
        }
    }
    Err(Error::not_found(What::Connection, name))
}
