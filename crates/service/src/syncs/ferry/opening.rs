//! The start of a run: what made the sync due is used up, and what an earlier process left under
//! way is called interrupted.

use std::sync::Arc;

use model::id::RunId;
use model::sync::{RunTrigger, SyncOptions};
use model::{Timestamp, id::SyncId};
use seal::DigestKey;
use store::connections::Connection;
use store::folders::Folder;
use store::runs::{self, NewRun};
use store::syncs::SecretSync;
use store::{connections, folders, syncs};

use super::Stop;
use super::lease::Lease;
use crate::keyring::Owner;
use crate::syncs::options;
use crate::{Error, Service, What};

/// A run under way.
pub(super) struct Run<'a> {
    pub(super) service: &'a Service,
    pub(super) lease: &'a Lease,
    pub(super) id: RunId,
    pub(super) started_at: Timestamp,
    pub(super) sync: SecretSync,
    pub(super) options: SyncOptions,
    pub(super) connection: Connection,
    /// The source; none when it is gone.
    pub(super) folder: Option<Folder>,
    /// The project's key.
    pub(super) key: Arc<DigestKey>,
    /// Whether an earlier run was cut off: what it sent may arrive yet.
    pub(super) took_over: bool,
}

/// Starts a run of a sync; none when it is gone or paused by now.
pub(super) async fn open<'a>(
    service: &'a Service,
    lease: &'a Lease,
    id: SyncId,
) -> Result<Option<Run<'a>>, Stop> {
    let tx = service.store().write().await?;
    let Some(sync) = syncs::get(&tx, id).await? else {
        return Ok(None);
    };
    let connection = connections::get(&tx, sync.connection_id)
        .await?
        .ok_or_else(|| Error::not_found(What::Connection, sync.connection_id))?;
    let folder = match sync.source.folder_id {
        Some(folder) => folders::get(&tx, folder).await?,
        None => None,
    };
    let key = service
        .keyring()
        .digests(&tx, Owner::Project(sync.project_id))
        .await?;
    let (options, _) = options::read(&sync)?;
    let (run, epoch, started_at) = (
        RunId::generate(service.clock(), service.entropy()),
        lease.epoch(),
        service.now(),
    );
    let cut_off = runs::interrupt_open(&tx, id, epoch, started_at).await?;
    let took_over = !cut_off.is_empty();
    let trigger = if took_over {
        RunTrigger::Takeover
    } else {
        sync.trigger
    };
    let row = NewRun {
        id: run,
        sync_id: id,
        trigger,
        actor: None,
        epoch,
        started_at,
    };
    runs::start(&tx, &row).await?;
    if !syncs::start_run(&tx, id, epoch, run).await? {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(Run {
        service,
        lease,
        id: run,
        started_at,
        sync,
        options,
        connection,
        folder,
        key,
        took_over,
    }))
}
