//! The work, step by step, and the loop that does it in every process.

use store::keys;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::record::{Held, Record, Stage};
use super::{look, retire};
use crate::{Error, Service};

/// The loop that seals anew in this process.
pub struct Resealer {
    stopping: CancellationToken,
    task: JoinHandle<()>,
}

/// What a step leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// There is more to do.
    More,
    /// There is nothing to do, or not now.
    Rest,
}

/// Starts to seal anew whenever somebody has begun it.
#[must_use]
pub fn start(service: &Service) -> Resealer {
    let stopping = CancellationToken::new();
    let task = tokio::spawn(keep_sealing(service.clone(), stopping.clone()));
    Resealer { stopping, task }
}

impl Resealer {
    /// Stops, after the step under way.
    pub async fn stop(self) {
        self.stopping.cancel();
        // It ends by itself; were it aborted by a runtime that ends, nothing is left to wait for.
        let _ = self.task.await;
    }
}

async fn keep_sealing(service: Service, stopping: CancellationToken) {
    while !stopping.is_cancelled() {
        match step(&service).await {
            Ok(Step::More) => continue,
            Ok(Step::Rest) => {}
            Err(error) => tracing::error!(%error, "sealing anew failed, and is tried again"),
        }
        tokio::select! {
            () = stopping.cancelled() => {}
            () = service.resealer_woken() => {}
            () = sleep(service.parts().timing.poll) => {}
        }
    }
}

/// Does one small piece of the work, if there is any. For tests; [`start`] does the same for as long
/// as the process lives.
///
/// # Errors
/// When the database fails, or a data key does not open.
pub async fn step(service: &Service) -> Result<Step, Error> {
    let known = Record::find(&service.store().read().await?).await?;
    if known.is_none_or(|record| !record.is_running()) {
        return Ok(Step::Rest);
    }
    let tx = service.store().write().await?;
    let Held::Here(mut record) = Record::hold(&tx).await? else {
        // Whoever was quicker goes on.
        return Ok(Step::Rest);
    };
    let step = match record.stage.clone() {
        Stage::Wait => {
            keys::wait_for_users(&tx).await?;
            record.look(0);
            Step::More
        }
        Stage::Look(look) => look::page(service, &tx, &mut record, look).await?,
        Stage::Retire => retire::some(service, &tx, &mut record).await?,
        Stage::Ended => Step::Rest,
    };
    record.keep(&tx).await?;
    tx.commit().await?;
    Ok(step)
}
