//! Looks at every connection from time to time, so that what is wrong is known before a sync fails:
//! daily when all is well, sooner and with growing waits when not. A look also keeps the sign-in of
//! a person alive, which would end after 90 days without use.

mod one;
pub(super) mod schedule;

use std::time::Duration;

use futures_util::future::join_all;
use store::connections as rows;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::{Error, Service};

/// How long a look may take before another replica may begin one.
const LEASE: Duration = Duration::from_mins(10);

/// How many connections are looked at at a time.
const AT_ONCE: usize = 8;

/// Longer than a tick of the database's clock, which may be a millisecond.
const TICK: Duration = Duration::from_millis(2);

/// The loop that looks at connections in this process.
pub struct Lookout {
    stopping: CancellationToken,
    task: JoinHandle<()>,
}

/// Starts looking at the connections whose look is due.
#[must_use]
pub fn start(service: &Service) -> Lookout {
    let stopping = CancellationToken::new();
    let task = tokio::spawn(keep_looking(service.clone(), stopping.clone()));
    Lookout { stopping, task }
}

impl Lookout {
    /// Stops, after the looks under way have ended.
    pub async fn stop(self) {
        self.stopping.cancel();
        // It ends by itself; were it aborted by a runtime that ends, nothing is left to wait for.
        let _ = self.task.await;
    }
}

/// Looks at every connection whose look is due now, and returns how many that were. For tests and
/// one-shot commands; [`start`] does the same for as long as the process lives.
///
/// # Errors
/// When the database fails.
pub async fn look_due_once(service: &Service) -> Result<usize, Error> {
    // What became due in this very tick of the database's clock is due in the next.
    sleep(TICK).await;
    let mut looked = 0;
    loop {
        match look_at_some(service).await? {
            0 => return Ok(looked),
            some => looked += some,
        }
    }
}

async fn keep_looking(service: Service, stopping: CancellationToken) {
    while !stopping.is_cancelled() {
        let wait = match look_at_some(&service).await {
            Ok(0) => until_next_look(&service).await,
            Ok(_) => continue,
            Err(error) => {
                tracing::error!(%error, "looking at connections failed");
                service.parts().timing.poll
            }
        };
        tokio::select! {
            () = stopping.cancelled() => {}
            () = sleep(wait) => {}
        }
    }
}

async fn look_at_some(service: &Service) -> Result<usize, Error> {
    let mut claimed = Vec::new();
    while claimed.len() < AT_ONCE {
        let tx = service.store().write().await?;
        let one = rows::claim_look(&tx, LEASE).await?;
        tx.commit().await?;
        match one {
            Some(row) => claimed.push(row),
            None => break,
        }
    }
    let looks = claimed.iter().map(|row| async move {
        if let Err(error) = one::look(service, row).await {
            tracing::error!(connection = %row.name, %error, "a look could not be written down");
        }
    });
    join_all(looks).await;
    Ok(claimed.len())
}

/// How long there is nothing to look at, as far as the rows say.
async fn until_next_look(service: &Service) -> Duration {
    let poll = service.parts().timing.poll;
    let next = async {
        let now = service.store().now().await?;
        let next = rows::next_look(&service.store().read().await?).await?;
        Ok::<_, store::StoreError>(next.map(|next| next.since(now)))
    };
    match next.await {
        Ok(Some(wait)) => (wait + TICK).min(poll),
        Ok(None) | Err(_) => poll,
    }
}
