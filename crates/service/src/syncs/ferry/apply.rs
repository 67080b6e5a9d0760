//! Applying a plan: before a batch is sent, what it is about to do is in the ledger; what the
//! answers say is written down with the next batch's intents. Deletes come last.

use plan::{Action, DestinationKey, Left, Step, Write};
use store::ledger::{self, Adopted, IntentKind, IntentRow, Settled};
use store::{WriteTx, connections, pages};

use super::ledger::stored_origin;
use super::look::observed;
use super::send::{Sender, Sent};
use super::situation::Situation;
use super::tally::Tally;
use super::{Run, Stop};
use crate::connections::destination::{Destination, Fault, FaultClass};

/// How many keys are written between two looks at the ledger: enough to keep the store busy, few
/// enough that a lost process leaves little to find out.
const BATCH: usize = 200;

/// Applies the steps of a plan. The situation is as it was planned with; the keys that moved
/// meanwhile are observed again.
pub(super) async fn apply(
    run: &Run<'_>,
    destination: &dyn Destination,
    situation: &mut Situation,
    steps: Vec<Step>,
    tally: &mut Tally,
) -> Result<(), Stop> {
    let mut applier = Applier {
        run,
        destination,
        sender: Sender::new(run, destination),
        settled: Vec::new(),
    };
    let (requests, others): (Vec<_>, Vec<_>) =
        steps.into_iter().partition(|step| step.action.is_request());
    applier.note(&others, tally).await?;
    if !requests.is_empty() {
        applier.forget_pages().await?;
    }
    let (deletes, writes): (Vec<_>, Vec<_>) = requests
        .into_iter()
        .partition(|step| matches!(step.action, Action::Delete { .. }));
    for phase in [writes, deletes] {
        let changed = applier.send(&phase, tally).await?;
        let again = applier.plan_again(changed, situation, tally).await?;
        for key in applier.send(&again, tally).await? {
            applier.undo(&key);
            tally.changed_meanwhile(&key);
        }
    }
    applier.settle().await
}

struct Applier<'a> {
    run: &'a Run<'a>,
    destination: &'a dyn Destination,
    sender: Sender<'a>,
    /// What the last answers said and the ledger does not know yet.
    settled: Vec<Settled>,
}

impl Applier<'_> {
    /// Writes down what takes no request.
    async fn note(&self, steps: &[Step], tally: &mut Tally) -> Result<(), Stop> {
        let (mut owned, mut forgotten) = (Vec::new(), Vec::new());
        for step in steps {
            match &step.action {
                Action::Adopt(seen) | Action::Settle(seen) => owned.push(adopted(&step.key, seen)),
                Action::Forget => forgotten.push(step.key.to_string()),
                _ => {}
            }
            tally.noted(step);
        }
        if owned.is_empty() && forgotten.is_empty() {
            return Ok(());
        }
        let (sync, epoch) = (self.run.sync.id, self.run.lease.epoch());
        let tx = self.run.service.store().write().await?;
        ledger::adopt(&tx, sync, epoch, &owned).await?;
        ledger::forget(&tx, sync, epoch, &forgotten).await?;
        Ok(tx.commit().await?)
    }

    async fn forget_pages(&self) -> Result<(), Stop> {
        let tx = self.run.service.store().write().await?;
        pages::clear(&tx, self.run.sync.id).await?;
        Ok(tx.commit().await?)
    }

    /// Sends the requests of steps, batch by batch. Returns the keys that were not as planned,
    /// whose intents stay open.
    async fn send(
        &mut self,
        steps: &[Step],
        tally: &mut Tally,
    ) -> Result<Vec<DestinationKey>, Stop> {
        let mut changed = Vec::new();
        for batch in steps.chunks(BATCH) {
            self.intend(batch).await?;
            let mut stop = None;
            for (step, sent) in self.sender.send(batch).await? {
                match sent {
                    Sent::Not => {
                        self.undo(&step.key);
                        stop = Some(Stop::Interrupted);
                    }
                    Sent::Failed(fault) if fault.class == FaultClass::Changed => {
                        changed.push(step.key.clone());
                    }
                    Sent::Failed(fault) => self.failed(step, fault, tally),
                    Sent::Done(settled) => {
                        self.settled.push(settled);
                        tally.done(step);
                    }
                }
            }
            if let Some(stop) = self.sender.halted().map(Stop::Fault).or(stop) {
                for key in &changed {
                    self.undo(key);
                }
                self.settle().await?;
                return Err(stop);
            }
        }
        Ok(changed)
    }

    fn failed(&mut self, step: &Step, fault: Fault, tally: &mut Tally) {
        if fault.class == FaultClass::Uncertain {
            // Its intent stays until a look has found out what became of it.
            tally.uncertain = true;
        } else {
            self.undo(&step.key);
        }
        if fault.class == FaultClass::Locked {
            tally.locked(&step.key, fault);
        } else {
            tally.failed(&step.key, fault);
        }
    }

    /// Looks at keys again that were not as planned, and plans each of them anew.
    async fn plan_again(
        &mut self,
        keys: Vec<DestinationKey>,
        situation: &mut Situation,
        tally: &mut Tally,
    ) -> Result<Vec<Step>, Stop> {
        self.settle().await?;
        let mut steps = Vec::new();
        for key in keys {
            let found = match self.destination.get(key.as_str()).await {
                Err(fault) if fault.class.stops_run() => return Err(Stop::Fault(fault)),
                Err(fault) => {
                    self.undo(&key);
                    tally.failed(&key, fault);
                    continue;
                }
                Ok(found) => found,
            };
            situation.observed.remove(&key);
            situation.observed.extend(found.map(observed));
            let step = situation.plan_key(&key);
            let action = step.as_ref().map(|step| &step.action);
            // Only our own earlier write, recognised, keeps the row that its intent made.
            if !matches!(action, Some(Action::Settle(_))) {
                self.undo(&key);
            }
            steps.extend(step);
            self.run.lease.progress(self.run.service).await?;
        }
        self.settle().await?;
        let (requests, others): (Vec<_>, Vec<_>) =
            steps.into_iter().partition(|step| step.action.is_request());
        self.note(&others, tally).await?;
        Ok(requests)
    }

    async fn settle(&mut self) -> Result<(), Stop> {
        if self.settled.is_empty() {
            Ok(())
        } else {
            self.intend(&[]).await
        }
    }

    /// Writes down what the last answers said and what is about to be sent.
    ///
    /// # Errors
    /// [`Stop::Interrupted`] when the connection's limits are not those that were planned with: the
    /// steps are not to be sent, and the sync is planned anew.
    async fn intend(&mut self, steps: &[Step]) -> Result<(), Stop> {
        let (sync, epoch) = (self.run.sync.id, self.run.lease.epoch());
        let tx = self.run.service.store().write().await?;
        let planned_otherwise = !steps.is_empty() && self.limits_changed(&tx).await?;
        let intents = Intents::of(if planned_otherwise { &[] } else { steps });
        ledger::settle(&tx, sync, epoch, &self.settled).await?;
        ledger::adopt(&tx, sync, epoch, &intents.recognised).await?;
        ledger::forget(&tx, sync, epoch, &intents.absent).await?;
        ledger::put_intents(&tx, sync, epoch, &intents.rows).await?;
        tx.commit().await?;
        self.settled.clear();
        if planned_otherwise {
            return Err(Stop::Interrupted);
        }
        Ok(())
    }

    /// Whether somebody changed what the connection may be used for since the run began.
    async fn limits_changed(&self, tx: &WriteTx) -> Result<bool, Stop> {
        let planned = &self.run.connection;
        let now = connections::get(tx, planned.id).await?;
        Ok(now.is_none_or(|now| now.limits != planned.limits))
    }

    /// A request that certainly had no effect.
    fn undo(&mut self, key: &DestinationKey) {
        self.settled.push(Settled::Undone {
            key: key.to_string(),
        });
    }
}

/// What the ledger is to hold before requests are sent (see [`Action::intended`]).
#[derive(Default)]
struct Intents {
    rows: Vec<IntentRow>,
    /// Keys of ours that were seen under an etag the ledger does not know yet.
    recognised: Vec<Adopted>,
    /// Keys that are not there, so that nothing of ours is left there either.
    absent: Vec<String>,
}

impl Intents {
    fn of(steps: &[Step]) -> Self {
        let mut intents = Self::default();
        for Step { key, action, .. } in steps {
            match action {
                Action::Create(write) => {
                    intents.absent.push(key.to_string());
                    intents.rows.push(put(key, write));
                }
                Action::Update {
                    write, recognised, ..
                } => {
                    intents
                        .recognised
                        .extend(recognised.iter().map(|seen| adopted(key, seen)));
                    intents.rows.push(put(key, write));
                }
                Action::Delete { recognised, .. } => {
                    intents
                        .recognised
                        .extend(recognised.iter().map(|seen| adopted(key, seen)));
                    intents.rows.push(IntentRow {
                        key: key.to_string(),
                        // Only what is owned is deleted, and what is owned keeps its origin.
                        origin: ledger::Origin::Created,
                        kind: IntentKind::Delete,
                        digest: None,
                    });
                }
                _ => {}
            }
        }
        intents
    }
}

fn put(key: &DestinationKey, write: &Write) -> IntentRow {
    IntentRow {
        key: key.to_string(),
        origin: stored_origin(write.origin),
        kind: IntentKind::Put,
        digest: Some(write.digest.as_bytes().to_vec()),
    }
}

fn adopted(key: &DestinationKey, seen: &Left) -> Adopted {
    Adopted {
        key: key.to_string(),
        etag: seen.etag.to_string(),
        digest: seen.digest.as_bytes().to_vec(),
    }
}
