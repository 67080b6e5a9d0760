//! Everything that is due at one store, one sync after another, the longest due first.

use model::id::SyncId;
use store::{stores, syncs};

use crate::syncs::ferry::{self, Lease, Stop};
use crate::{Error, Service};

/// Runs the due syncs of a claimed store, and gives the lease back.
///
/// # Errors
/// When the database fails. The lease then ends by itself.
pub(super) async fn run_store(service: &Service, lease: &Lease) -> Result<(), Error> {
    let ran = run_due(service, lease).await;
    let tx = service.store().write().await?;
    let claim = lease.claim();
    stores::release(&tx, claim.store.id, service.replica(), claim.epoch).await?;
    tx.commit().await?;
    ran
}

async fn run_due(service: &Service, lease: &Lease) -> Result<(), Error> {
    let mut failed = Failed::default();
    while let Some(sync) = next_due(service, lease, &failed.syncs).await? {
        match ferry::run(service, lease, sync).await {
            Ok(()) => {}
            Err(Stop::Lost) => break,
            Err(stop) => failed.note(sync, stop),
        }
        if lease.is_stopping() || lease.progress(service).await.is_err() {
            break;
        }
    }
    failed.error.map_or(Ok(()), Err)
}

/// The sync that has been due longest, unless the store wants to be left alone.
async fn next_due(
    service: &Service,
    lease: &Lease,
    except: &[SyncId],
) -> Result<Option<SyncId>, Error> {
    let (now, store) = (service.store().now().await?, lease.claim().store.id);
    let tx = service.store().read().await?;
    let left_alone = stores::get(&tx, store)
        .await?
        .is_some_and(|row| row.blocked_until > now);
    let due = syncs::due_of_store(&tx, store, now).await?;
    let ids = due.into_iter().map(|sync| sync.id);
    Ok(ids.filter(|_| !left_alone).find(|id| !except.contains(id)))
}

/// Syncs whose run could not even be written down: the others go on.
#[derive(Default)]
struct Failed {
    syncs: Vec<SyncId>,
    error: Option<Error>,
}

impl Failed {
    fn note(&mut self, sync: SyncId, stop: Stop) {
        self.syncs.push(sync);
        if let Stop::Failed(error) = stop {
            tracing::error!(%sync, %error, "a run could not be written down");
            self.error = Some(error);
        }
    }
}
