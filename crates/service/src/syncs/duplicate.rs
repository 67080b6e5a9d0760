//! Whether somebody writes to a destination already.

use model::access::{Action, At};
use model::id::{ProjectId, SyncId};
use store::{stores, syncs};

use super::SyncPlace;
use super::destination::checked_label;
use crate::connections::store_host;
use crate::{Caller, Error, Service};

/// Another sync writes there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// The project it belongs to, when the caller may see it.
    pub project: Option<ProjectId>,
}

/// Whether another sync, of any project, writes to the same store under the same label.
///
/// # Errors
/// [`Error::Denied`] without the right to see any sync of the project that asks; [`Error::Invalid`]
/// for an impossible label.
pub async fn duplicate_of(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    (endpoint, label): (&str, Option<&str>),
    except: Option<SyncId>,
) -> Result<Option<Duplicate>, Error> {
    let label = checked_label(label)?;
    let tx = service.store().read().await?;
    let asker = caller.grants(&tx, project).await?;
    if !asker.allows_somewhere(Action::ReadSyncs, &At::project()) {
        return Err(Error::Denied(Action::ReadSyncs));
    }
    let Some(host) = store_host(endpoint) else {
        return Ok(None);
    };
    let Some(there) = stores::by_host(&tx, &host).await? else {
        return Ok(None);
    };
    let mut found = None;
    for row in syncs::list_by_destination(&tx, there.id, label).await? {
        if Some(row.id) == except {
            continue;
        }
        let grants = caller.grants(&tx, row.project_id).await?;
        let place = SyncPlace::of(&tx, &row).await?;
        if place.allows(&grants, Action::ReadSyncs) {
            let project = Some(row.project_id);
            return Ok(Some(Duplicate { project }));
        }
        found = Some(Duplicate { project: None });
    }
    Ok(found)
}
