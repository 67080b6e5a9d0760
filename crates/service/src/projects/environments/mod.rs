//! A project's environments.

mod create;
mod delete;
mod order;
mod update;

pub(super) use create::insert;
pub use create::{NewEnvironment, create_environment};
pub use delete::delete_environment;
pub use update::{EnvironmentChanges, update_environment};

use model::access::{Action, At};
use model::id::{EnvironmentId, ProjectId};
use model::{Slug, Timestamp};
use store::{ReadTx, WriteTx};

use super::{Environment, must_exist};
use crate::{Caller, Error, Service, What};

/// The last place an environment may be given.
const LAST_POSITION: i64 = 100_000;

/// The environments of a project that the caller may know of, in order.
///
/// # Errors
/// [`Error::NotFound`] when there is no such project; [`Error::Denied`] without the right to know of
/// any.
pub async fn environments(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
) -> Result<Vec<Environment>, Error> {
    let tx = service.store().read().await?;
    let grants = caller.grants(&tx, project).await?;
    let rows = store::environments::list(&tx, project).await?;
    let seen: Vec<_> = rows
        .into_iter()
        .map(Environment::from)
        .filter(|environment| environment.is_seen_with(&grants))
        .collect();
    if seen.is_empty() && !grants.allows_somewhere(Action::ReadEnvironments, &At::project()) {
        return Err(Error::Denied(Action::ReadEnvironments));
    }
    must_exist(&tx, project).await?;
    Ok(seen)
}

/// One environment by id, whatever its project.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the caller may not know of it.
pub async fn get_environment(
    service: &Service,
    caller: &Caller,
    id: EnvironmentId,
) -> Result<Environment, Error> {
    let tx = service.store().read().await?;
    seen(&tx, caller, id).await
}

/// One environment of a project by its slug.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the caller may not know of it.
pub async fn environment_by_slug(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    slug: &Slug,
) -> Result<Environment, Error> {
    let tx = service.store().read().await?;
    let grants = caller.grants(&tx, project).await?;
    let found = find(&tx, project, slug).await;
    found.and_then(|environment| {
        if environment.is_seen_with(&grants) {
            Ok(environment)
        } else {
            Err(Error::not_found(What::Environment, slug))
        }
    })
}

/// An environment by its slug.
pub(crate) async fn find(
    tx: &ReadTx,
    project: ProjectId,
    slug: &Slug,
) -> Result<Environment, Error> {
    let row = store::environments::by_slug(tx, project, slug).await?;
    row.map(Environment::from)
        .ok_or_else(|| Error::not_found(What::Environment, slug))
}

/// An environment that the caller may know of.
async fn seen(tx: &ReadTx, caller: &Caller, id: EnvironmentId) -> Result<Environment, Error> {
    let missing = || Error::not_found(What::Environment, id);
    let row = store::environments::get(tx, id)
        .await?
        .ok_or_else(missing)?;
    let environment = Environment::from(row);
    let grants = caller.grants(tx, environment.project).await?;
    if environment.is_seen_with(&grants) {
        Ok(environment)
    } else {
        Err(missing())
    }
}

/// An environment of this project that the caller may know of.
async fn seen_in(
    tx: &ReadTx,
    caller: &Caller,
    project: ProjectId,
    id: EnvironmentId,
) -> Result<Environment, Error> {
    let environment = seen(tx, caller, id).await?;
    if environment.project == project {
        Ok(environment)
    } else {
        Err(Error::not_found(What::Environment, id))
    }
}

fn checked_position(position: Option<i64>) -> Result<Option<i64>, Error> {
    match position {
        Some(place) if !(1..=LAST_POSITION).contains(&place) => Err(Error::invalid(
            "position",
            format!("use a place from 1 to {LAST_POSITION}"),
        )),
        other => Ok(other),
    }
}

/// Gives environments their new places.
async fn place(tx: &WriteTx, moved: &[order::Placed], at: Timestamp) -> Result<(), Error> {
    for (id, position) in moved {
        let change = store::environments::EnvironmentChanges {
            position: Some(*position),
            ..Default::default()
        };
        store::environments::update(tx, *id, &change, at).await?;
    }
    Ok(())
}
