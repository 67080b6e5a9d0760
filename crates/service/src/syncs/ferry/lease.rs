//! How long this process may still write to a store. The lease is renewed from progress, not from a
//! timer: a process that is stuck loses it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use store::Epoch;
use store::stores::{self, Claim};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Stop;
use crate::Service;

/// A claim of a store that this process holds, as far as it knows.
pub(in crate::syncs) struct Lease {
    claim: Claim,
    length: Duration,
    longest_request: Duration,
    end: Mutex<Instant>,
    stopping: CancellationToken,
}

impl Lease {
    /// A lease that was asked for at `asked`; counted from then, it cannot end later here than in
    /// the database.
    pub(in crate::syncs) fn new(
        service: &Service,
        claim: Claim,
        asked: Instant,
        stopping: CancellationToken,
    ) -> Self {
        let timing = &service.parts().timing;
        Self {
            claim,
            length: timing.lease,
            // A lease that no request fits into would never let anything be sent.
            longest_request: timing.longest_request.min(timing.lease / 2),
            end: Mutex::new(asked + timing.lease),
            stopping,
        }
    }

    pub(in crate::syncs) fn claim(&self) -> &Claim {
        &self.claim
    }

    pub(in crate::syncs) fn epoch(&self) -> Epoch {
        self.claim.epoch
    }

    /// When it ends, unless it is renewed.
    pub(super) fn end(&self) -> Instant {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a request may be sent: its effect must come before anybody else can claim the store.
    pub(super) fn may_send(&self) -> bool {
        !self.is_stopping() && Instant::now() + self.longest_request < self.end()
    }

    /// Whether this process has been asked to end.
    pub(in crate::syncs) fn is_stopping(&self) -> bool {
        self.stopping.is_cancelled()
    }

    /// To be called after each piece of progress. Renews the lease when a quarter of it is used.
    ///
    /// # Errors
    /// [`Stop::Lost`] when somebody else has claimed the store.
    pub(in crate::syncs) async fn progress(&self, service: &Service) -> Result<(), Stop> {
        let asked = Instant::now();
        if asked + self.length * 3 / 4 < self.end() {
            return Ok(());
        }
        let tx = service.store().write().await?;
        let (store, owner) = (self.claim.store.id, service.replica());
        let renewed = stores::renew(&tx, store, owner, self.claim.epoch, self.length).await?;
        tx.commit().await?;
        if renewed.is_none() {
            return Err(Stop::Lost);
        }
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = asked + self.length;
        Ok(())
    }
}
