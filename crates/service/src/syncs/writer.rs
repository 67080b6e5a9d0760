//! Whose access a sync lives by: whoever wrote it last and may read what it ferries.

use model::access::Action;
use model::id::SyncId;
use store::syncs::SecretSync;
use store::writers::{self, Writer};
use store::{ReadTx, WriteTx, folders};

use super::ferry::source;
use super::find;
use crate::secrets::{Place, taken};
use crate::{Caller, Error, Service, What};

/// Refuses who may not read what a sync of this source takes from others.
pub(super) async fn must_read_what_is_taken(
    service: &Service,
    tx: &ReadTx,
    caller: &Caller,
    source: &Place,
) -> Result<(), Error> {
    let taken = taken(service, tx, source).await?;
    let grants = caller.grants(tx, source.project).await?;
    taken
        .imported
        .iter()
        .chain(&taken.referred)
        .try_for_each(|found| found.must_be_allowed(&grants))
}

/// Lets a sync live by the caller's access from now on, which has to be enough for it.
pub(super) async fn take_over(
    service: &Service,
    tx: &WriteTx,
    caller: &Caller,
    sync: &SecretSync,
) -> Result<(), Error> {
    let missing = || Error::not_found(What::Folder, &sync.source.path);
    let folder = sync.source.folder_id.ok_or_else(missing)?;
    let folder = folders::get(tx, folder).await?.ok_or_else(missing)?;
    let place = source::place(&folder);
    let action = Action::ReadSecrets;
    caller
        .must_at(tx, place.project, action, &place.at())
        .await?;
    find::connection(tx, caller, sync.project_id, sync.connection_id).await?;
    must_read_what_is_taken(service, tx, caller, &place).await?;
    sign(tx, caller, sync.id).await
}

/// As [`take_over`], but leaves the sync as it is when the caller's access is not enough. Returns
/// whether it was.
pub(super) async fn may_take_over(
    service: &Service,
    tx: &WriteTx,
    caller: &Caller,
    sync: &SecretSync,
) -> Result<bool, Error> {
    match take_over(service, tx, caller, sync).await {
        Ok(()) => Ok(true),
        Err(
            Error::Denied(_)
            | Error::DeniedThere { .. }
            | Error::AdminsOnly
            | Error::NotFound { .. },
        ) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Lets a sync live by the caller's access from now on. Keyferry itself leaves it as it is.
pub(super) async fn sign(tx: &WriteTx, caller: &Caller, sync: SyncId) -> Result<(), Error> {
    if let Some(principal) = caller.member() {
        let name = caller.display_name().to_owned();
        writers::set_of_sync(tx, sync, &Writer { principal, name }).await?;
    }
    Ok(())
}
