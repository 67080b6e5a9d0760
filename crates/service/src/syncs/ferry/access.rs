//! Whether those whose access a sync lives by still have it: whoever wrote the sync, and whoever wrote
//! the references that it follows.

use std::collections::BTreeMap;

use model::access::{Action, At, Grants};
use model::{Cause, Diagnosis};
use store::ReadTx;
use store::folders::Folder;
use store::memberships::Principal;
use store::writers::{self, Writer};

use super::Stop;
use super::opening::Run;
use super::source;
use crate::Error;
use crate::access::held;
use crate::secrets::{Place, taken};

/// Stops a run that somebody's lost access is needed for. What was written before writers were kept
/// passes.
pub(super) async fn check(run: &Run<'_>, tx: &ReadTx, folder: &Folder) -> Result<(), Stop> {
    let place = source::place(folder);
    let taken = taken(run.service, tx, &place).await?;
    let mut known = Known::default();
    if let Some(writer) = writers::of_sync(tx, run.sync.id).await? {
        match known.grants(tx, &place, &writer).await? {
            None => return Err(gone(&writer, None)),
            Some(grants) => {
                of_sync(run, &writer, &grants, &place)?;
                for found in &taken.imported {
                    if !found.is_allowed(&grants) {
                        let action = Action::ReadSecrets;
                        return Err(lost(&writer, action, Some(&found.place), None));
                    }
                }
            }
        }
    }
    for found in taken.referred {
        let Some(writer) = &found.writer else {
            continue;
        };
        let secret = Some(found.key.as_str());
        match known.grants(tx, &place, writer).await? {
            None => return Err(gone(writer, secret)),
            Some(grants) if found.is_allowed(&grants) => {}
            Some(_) => {
                return Err(lost(
                    writer,
                    Action::ReadSecrets,
                    Some(&found.place),
                    secret,
                ));
            }
        }
    }
    Ok(())
}

fn of_sync(run: &Run<'_>, writer: &Writer, grants: &Grants, place: &Place) -> Result<(), Stop> {
    if !grants.allows(Action::ReadSecrets, &place.at()) {
        return Err(lost(writer, Action::ReadSecrets, Some(place), None));
    }
    let id = run.connection.id.to_string();
    if !grants.allows(Action::UseConnections, &At::project().through(&id)) {
        return Err(lost(writer, Action::UseConnections, None, None));
    }
    Ok(())
}

/// What writers may do, each looked up once; none for who is gone.
#[derive(Default)]
struct Known(BTreeMap<Principal, Option<Grants>>);

impl Known {
    async fn grants(
        &mut self,
        tx: &ReadTx,
        place: &Place,
        writer: &Writer,
    ) -> Result<Option<Grants>, Error> {
        if let Some(known) = self.0.get(&writer.principal) {
            return Ok(known.clone());
        }
        let grants = held::of_somebody(tx, place.project, writer.principal).await?;
        self.0.insert(writer.principal, grants.clone());
        Ok(grants)
    }
}

fn gone(writer: &Writer, secret: Option<&str>) -> Stop {
    Stop::AccessLost(with_secret(about(writer).with("gone", "true"), secret))
}

/// The place is named without the secret referred to, whose name is a part of a value.
fn lost(writer: &Writer, action: Action, place: Option<&Place>, secret: Option<&str>) -> Stop {
    let mut diagnosis = about(writer)
        .with("action", action.verb())
        .with("subject", action.subject());
    if let Some(place) = place {
        diagnosis = diagnosis
            .with("environment", place.environment.as_str())
            .with("path", place.path.as_str());
    }
    Stop::AccessLost(with_secret(diagnosis, secret))
}

fn about(writer: &Writer) -> Diagnosis {
    Diagnosis::new(Cause::AccessLost).with("who", writer.name.as_str())
}

fn with_secret(diagnosis: Diagnosis, secret: Option<&str>) -> Diagnosis {
    match secret {
        Some(secret) => diagnosis.with("secret", secret),
        None => diagnosis,
    }
}
