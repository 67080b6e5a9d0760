//! Makes true what the rows say: claims the stores that have due syncs and runs those.
//!
//! Nothing is queued. Whatever is due is found by looking, so that a crash is repaired by the next
//! look of anybody.

mod one_store;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::id::StoreId;
use store::{StoreError, stores, syncs};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::one_store::run_store;
use super::ferry::Lease;
use crate::{Error, Service};

/// Longer than a tick of the database's clock, which may be a millisecond.
const TICK: Duration = Duration::from_millis(2);

/// The loop that keeps syncs running in this process.
pub struct Reconciler {
    service: Service,
    stopping: CancellationToken,
    task: JoinHandle<()>,
}

/// Starts running what is due.
#[must_use]
pub fn start(service: &Service) -> Reconciler {
    let stopping = CancellationToken::new();
    let task = tokio::spawn(reconcile(service.clone(), stopping.clone()));
    Reconciler {
        service: service.clone(),
        stopping,
        task,
    }
}

impl Reconciler {
    /// Looks for due syncs now.
    pub fn kick(&self) {
        self.service.wake();
    }

    /// Stops: requests under way are finished, their answers written down, the leases given back.
    pub async fn stop(self) {
        self.stopping.cancel();
        // It ends by itself; were it aborted by a runtime that ends, nothing is left to wait for.
        let _ = self.task.await;
    }
}

/// Runs everything that is due now, each store once, and returns how many stores that were. For
/// tests and one-shot commands; [`start`] does the same for as long as the process lives.
///
/// # Errors
/// When the database fails.
pub async fn run_due_once(service: &Service) -> Result<usize, Error> {
    // What became due in this very tick of the database's clock is due in the next.
    sleep(TICK).await;
    let mut done = Vec::new();
    while let Some(lease) = claim(service, &done, &CancellationToken::new()).await? {
        done.push(lease.claim().store.id);
        run_store(service, &lease).await?;
    }
    Ok(done.len())
}

async fn reconcile(service: Service, stopping: CancellationToken) {
    let runs = TaskTracker::new();
    let busy = Busy::default();
    while !stopping.is_cancelled() {
        let wait = match claim_all(&service, &runs, &busy, &stopping).await {
            Ok(()) => until_next_due(&service).await,
            Err(error) => {
                tracing::error!(%error, "looking for due syncs failed");
                service.parts().timing.poll
            }
        };
        tokio::select! {
            () = stopping.cancelled() => {}
            () = service.woken() => {}
            () = sleep(wait) => {}
        }
    }
    runs.close();
    runs.wait().await;
}

/// Claims every store that can be claimed, and lets each run by itself.
async fn claim_all(
    service: &Service,
    runs: &TaskTracker,
    busy: &Busy,
    stopping: &CancellationToken,
) -> Result<(), Error> {
    while let Some(lease) = claim(service, &busy.stores(), stopping).await? {
        let store = lease.claim().store.id;
        busy.begin(store);
        let (service, busy) = (service.clone(), busy.clone());
        runs.spawn(async move {
            let ran = run_store(&service, &lease).await;
            busy.end(store);
            match ran {
                // What became due meanwhile is looked for at once.
                Ok(()) => service.wake(),
                Err(error) => tracing::error!(%store, %error, "running a store's syncs failed"),
            }
        });
    }
    Ok(())
}

async fn claim(
    service: &Service,
    except: &[StoreId],
    stopping: &CancellationToken,
) -> Result<Option<Lease>, Error> {
    let asked = Instant::now();
    let tx = service.store().write().await?;
    let length = service.parts().timing.lease;
    let claimed = stores::claim_due(&tx, service.replica(), length, except).await?;
    tx.commit().await?;
    Ok(claimed.map(|claim| Lease::new(service, claim, asked, stopping.clone())))
}

/// How long there is nothing to do, as far as the rows say.
async fn until_next_due(service: &Service) -> Duration {
    let poll = service.parts().timing.poll;
    let next = async {
        let now = service.store().now().await?;
        let due = syncs::next_due(&service.store().read().await?).await?;
        Ok::<_, StoreError>(due.map(|due| due.since(now)))
    };
    match next.await {
        // What is due and could not be claimed is somebody else's, or its store wants to be left
        // alone.
        Ok(Some(Duration::ZERO) | None) | Err(_) => poll,
        Ok(Some(wait)) => (wait + TICK).min(poll),
    }
}

/// The stores whose syncs this process is running.
#[derive(Clone, Default)]
struct Busy(Arc<Mutex<Vec<StoreId>>>);

impl Busy {
    fn stores(&self) -> Vec<StoreId> {
        self.lock().clone()
    }

    fn begin(&self, store: StoreId) {
        self.lock().push(store);
    }

    fn end(&self, store: StoreId) {
        self.lock().retain(|busy| *busy != store);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<StoreId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
