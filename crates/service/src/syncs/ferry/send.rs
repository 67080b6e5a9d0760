//! Sending the requests of a batch, several at once, for as long as the lease lets us.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::{FutureExt as _, StreamExt as _, stream};
use model::{Cause, Diagnosis};
use plan::{Action, Step};
use store::ledger::Settled;
use tokio::time::timeout_at;

use super::{Run, Stop};
use crate::connections::destination::{Destination, Fault, FaultClass, When};

/// How many requests are under way at once. The destination's lane may allow fewer.
const IN_FLIGHT: usize = 8;

/// After so many unreachable answers in a row, without one good one, the store is given up for now.
const GIVE_UP_AFTER: u32 = 5;

/// What became of one request.
pub(super) enum Sent {
    /// It took effect, and this is what the ledger should know.
    Done(Settled),
    /// The request failed.
    Failed(Fault),
    /// It was not sent: the run is to stop.
    Not,
}

/// Sends requests until something says that no more should be sent.
pub(super) struct Sender<'a> {
    run: &'a Run<'a>,
    destination: &'a dyn Destination,
    halted: OnceLock<Fault>,
    unreachable: AtomicU32,
}

impl<'a> Sender<'a> {
    pub(super) fn new(run: &'a Run<'a>, destination: &'a dyn Destination) -> Self {
        Self {
            run,
            destination,
            halted: OnceLock::new(),
            unreachable: AtomicU32::new(0),
        }
    }

    /// The fault that every other key would meet too, if there was one.
    pub(super) fn halted(&self) -> Option<Fault> {
        self.halted.get().cloned()
    }

    /// Sends the requests of a batch; the answers come in any order.
    pub(super) async fn send<'s>(&self, batch: &'s [Step]) -> Result<Vec<(&'s Step, Sent)>, Stop> {
        let requests: Vec<_> = batch
            .iter()
            .map(|step| self.send_one(step).boxed())
            .collect();
        let mut answers = stream::iter(requests).buffer_unordered(IN_FLIGHT);
        let mut sent = Vec::with_capacity(batch.len());
        while let Some(answer) = answers.next().await {
            sent.push(answer);
            self.run.lease.progress(self.run.service).await?;
        }
        Ok(sent)
    }

    async fn send_one<'s>(&self, step: &'s Step) -> (&'s Step, Sent) {
        if self.halted.get().is_some() || !self.run.lease.may_send() {
            return (step, Sent::Not);
        }
        let sent = match timeout_at(self.run.lease.end(), self.request(step)).await {
            Ok(Ok(sent)) => sent,
            Ok(Err(fault)) => Sent::Failed(fault),
            Err(_) => Sent::Failed(unanswered()),
        };
        self.learn(&sent);
        (step, sent)
    }

    async fn request(&self, step: &Step) -> Result<Sent, Fault> {
        let key = step.key.as_str();
        let (write, when) = match &step.action {
            Action::Create(write) => (write, When::Absent),
            Action::Update {
                write, if_match, ..
            } => (write, When::Unchanged(if_match.to_string())),
            Action::Delete { if_match, .. } => {
                self.destination.delete(key, if_match.as_str()).await?;
                return Ok(Sent::Done(Settled::Removed {
                    key: key.to_owned(),
                }));
            }
            _ => return Ok(Sent::Not),
        };
        let etag = self.destination.put(key, &write.content, &when).await?;
        Ok(Sent::Done(Settled::Written {
            key: key.to_owned(),
            etag,
            digest: write.digest.as_bytes().to_vec(),
        }))
    }

    fn learn(&self, sent: &Sent) {
        let Sent::Failed(fault) = sent else {
            self.unreachable.store(0, Ordering::Relaxed);
            return;
        };
        let gone = matches!(fault.class, FaultClass::Transient | FaultClass::Uncertain)
            && self.unreachable.fetch_add(1, Ordering::Relaxed) + 1 >= GIVE_UP_AFTER;
        if gone || fault.class.stops_run() {
            // The first such fault is told; the others would say the same.
            let _ = self.halted.set(fault.clone());
        }
    }
}

/// The lease ended before the answer came.
fn unanswered() -> Fault {
    Fault {
        class: FaultClass::Uncertain,
        diagnosis: Diagnosis::new(Cause::StoreUnreachable),
    }
}
