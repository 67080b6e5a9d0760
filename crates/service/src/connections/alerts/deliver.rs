//! Delivers alerts: at least once, by one process at a time, again with growing waits for a day.

use std::time::Duration;

use store::alerts::{self as rows, Alert};
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::Webhook;
use crate::{Error, Service};

/// How long a delivery may take before another process may begin one.
const LEASE: Duration = Duration::from_mins(1);

/// How long an alert is worth delivering.
const WORTH: Duration = Duration::from_hours(24);

/// The waits after each attempt, in seconds; the last one stays.
const WAITS: [u64; 6] = [5, 30, 120, 600, 1_800, 3_600];

/// The loop that delivers alerts from this process.
pub struct Delivery {
    stopping: CancellationToken,
    task: JoinHandle<()>,
}

/// Starts delivering alerts to an address.
#[must_use]
pub fn start(service: &Service, webhook: Webhook) -> Delivery {
    let stopping = CancellationToken::new();
    let task = tokio::spawn(keep_delivering(service.clone(), webhook, stopping.clone()));
    Delivery { stopping, task }
}

impl Delivery {
    /// Stops, after the delivery under way has ended.
    pub async fn stop(self) {
        self.stopping.cancel();
        // It ends by itself; were it aborted by a runtime that ends, nothing is left to wait for.
        let _ = self.task.await;
    }
}

/// Delivers every alert that is due now, each once, and returns how many have arrived.
///
/// # Errors
/// When the database fails.
pub async fn deliver_due_once(service: &Service, webhook: &Webhook) -> Result<usize, Error> {
    let mut arrived = 0;
    while let Some(alert) = claim(service).await? {
        arrived += usize::from(deliver(service, webhook, &alert).await?);
    }
    Ok(arrived)
}

async fn keep_delivering(service: Service, webhook: Webhook, stopping: CancellationToken) {
    while !stopping.is_cancelled() {
        let delivered = deliver_due_once(&service, &webhook).await;
        if let Err(error) = delivered {
            tracing::error!(%error, "delivering alerts failed");
        }
        tokio::select! {
            () = stopping.cancelled() => {}
            () = sleep(until_next(&service).await) => {}
        }
    }
}

async fn claim(service: &Service) -> Result<Option<Alert>, Error> {
    let tx = service.store().write().await?;
    let claimed = rows::claim(&tx, LEASE).await?;
    tx.commit().await?;
    Ok(claimed)
}

async fn deliver(service: &Service, webhook: &Webhook, alert: &Alert) -> Result<bool, Error> {
    let worth = service.now().since(alert.at) < WORTH;
    let site = &service.parts().site_url;
    let arrived = worth && webhook.send(site, alert, service.now()).await?;
    let tx = service.store().write().await?;
    if arrived {
        rows::delivered(&tx, alert.id, service.now()).await?;
    } else {
        let wait = worth.then(|| wait_after(alert.attempts));
        if wait.is_none() {
            tracing::warn!(alert = %alert.id, "an alert is given up after a day");
        }
        rows::retry(&tx, alert.id, wait).await?;
    }
    tx.commit().await?;
    Ok(arrived)
}

fn wait_after(attempts: u32) -> Duration {
    let nth = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    Duration::from_secs(WAITS[nth.min(WAITS.len() - 1)])
}

/// How long there is nothing to deliver, as far as the rows say.
async fn until_next(service: &Service) -> Duration {
    let poll = service.parts().timing.poll;
    let next = async {
        let now = service.store().now().await?;
        let next = rows::next_due(&service.store().read().await?).await?;
        Ok::<_, store::StoreError>(next.map(|next| next.since(now)))
    };
    match next.await {
        Ok(Some(wait)) => wait.clamp(Duration::from_millis(2), poll),
        Ok(None) | Err(_) => poll,
    }
}
