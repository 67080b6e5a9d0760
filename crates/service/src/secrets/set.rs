//! Writing secrets: authorise, seal, one transaction with version rows, audit record and the
//! dependent syncs marked due; then the reconciler is woken.

use model::access::Action;
use model::id::FolderId;
use model::sync::RunTrigger;
use serde_json::json;
use store::{ReadTx, WriteTx, secrets, syncs};

use super::permits::Permits;
use super::writer::Writer;
use super::{Expect, Place, Secret, SecretChange};
use crate::projects::find_folder;
use crate::{Caller, Error, Service, audit};

/// Writes secrets, all or none.
///
/// # Errors
/// [`Error::NotFound`] when the place, or with [`Expect::Existing`] a secret, is not there;
/// [`Error::Taken`] when with [`Expect::New`] one is; [`Error::Denied`] without the right to write;
/// [`Error::DeniedThere`] for a value that refers to what the caller may not read.
pub async fn set(
    service: &Service,
    caller: &Caller,
    place: &Place,
    changes: Vec<SecretChange>,
    expect: Expect,
) -> Result<Vec<Secret>, Error> {
    let tx = service.store().write().await?;
    let permits = Permits::of(caller, &tx, place.project).await?;
    let door = match expect {
        Expect::New => Action::CreateSecrets,
        Expect::Existing | Expect::IfThere | Expect::Any => Action::EditSecrets,
    };
    permits
        .somewhere(door, place)
        .or_else(|denied| match expect {
            Expect::Any if permits.somewhere(Action::CreateSecrets, place).is_ok() => Ok(()),
            _ => Err(denied),
        })?;
    let folder = find_folder(&tx, place).await?;
    let writer = Writer::new(service, caller, permits, &tx, place, folder.id).await?;
    let mut written = Vec::new();
    for change in changes {
        written.extend(writer.write(change, expect).await?);
    }
    if written.is_empty() {
        return Ok(written);
    }
    let action = match (expect, written.as_slice()) {
        (Expect::New, [_]) => "create-secret",
        (Expect::New, _) => "create-secrets",
        (_, [_]) => "update-secret",
        (_, _) => "update-secrets",
    };
    let keys: Vec<_> = written
        .iter()
        .map(|secret| json!({ "secretKey": secret.key, "secretVersion": secret.version }))
        .collect();
    let detail =
        json!({ "environment": place.environment, "secretPath": place.path, "secrets": keys });
    audit::record(service, &tx, caller, action, Some(place.project), detail).await?;
    settle(service, &tx, &[folder.id]).await?;
    tx.commit().await?;
    service.wake();
    Ok(written)
}

/// Marks the syncs due that a change in these folders reaches, through references and imports too.
pub(crate) async fn settle(
    service: &Service,
    tx: &WriteTx,
    folders: &[FolderId],
) -> Result<(), Error> {
    let reached = reached(tx, folders).await?;
    let at = service.now() + service.parts().timing.debounce;
    syncs::mark_sources_due(tx, &reached, at, RunTrigger::Change).await?;
    // Somebody may have saved what somebody without access had written.
    syncs::resume_by_access(tx, &reached, at).await?;
    Ok(())
}

/// These folders and all those that have something of them, by imports or what their secrets refer
/// to, at whatever depth.
pub(crate) async fn reached(tx: &ReadTx, folders: &[FolderId]) -> Result<Vec<FolderId>, Error> {
    let mut reached = folders.to_vec();
    let mut newest = reached.clone();
    while !newest.is_empty() {
        newest = secrets::dependents(tx, &newest)
            .await?
            .into_iter()
            .filter(|folder| !reached.contains(folder))
            .collect();
        reached.extend(&newest);
    }
    Ok(reached)
}

/// The folder and all those it has something of: what it imports and what its secrets refer to, at
/// whatever depth.
pub(crate) async fn sources(tx: &ReadTx, folder: FolderId) -> Result<Vec<FolderId>, Error> {
    let mut reached = vec![folder];
    let mut newest = reached.clone();
    while !newest.is_empty() {
        newest = secrets::sources(tx, &newest)
            .await?
            .into_iter()
            .filter(|folder| !reached.contains(folder))
            .collect();
        reached.extend(&newest);
    }
    Ok(reached)
}
