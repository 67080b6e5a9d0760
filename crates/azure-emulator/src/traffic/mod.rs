//! What arrived: counts, the latest requests, every accepted write, and writes under way.

mod kind;
mod log;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use self::log::Ring;
pub use self::{
    kind::Kind,
    log::{RequestRecord, Write, WriteKind},
};
use crate::shared::Shared;

/// How many requests are remembered.
const REQUESTS: usize = 4096;
/// How many writes are remembered.
const WRITES: usize = 200_000;

/// Requests by kind, then by status (`reset` when the connection was cut).
pub type Counters = BTreeMap<Kind, BTreeMap<String, u64>>;

/// Writes that arrived and are not answered yet, and those whose client went away meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct InFlight {
    /// Writes being worked on now.
    pub writes: u64,
    /// The most that were worked on at once.
    pub peak_writes: u64,
    /// Writes whose client hung up before the answer. The effect takes place all the same.
    pub abandoned_writes: u64,
}

/// The record of everything that came in.
#[derive(Default)]
pub(crate) struct Traffic {
    counters: Shared<Counters>,
    requests: Shared<Ring<RequestRecord>>,
    writes: Shared<Ring<Write>>,
    flight: Arc<Flight>,
}

#[derive(Default)]
struct Flight {
    now: AtomicU64,
    peak: AtomicU64,
    abandoned: AtomicU64,
}

impl Traffic {
    /// Notes a finished exchange.
    pub(crate) fn finished(&self, record: RequestRecord) {
        let outcome = record
            .status
            .map_or_else(|| "reset".to_owned(), |status| status.to_string());
        self.counters.with(|counters| {
            *counters
                .entry(record.kind)
                .or_default()
                .entry(outcome)
                .or_default() += 1;
        });
        self.requests
            .with(|ring| ring.push(record, REQUESTS, |record, seq| record.seq = seq));
    }

    /// Notes a write that was carried out.
    pub(crate) fn accepted(&self, write: Write) {
        self.writes
            .with(|ring| ring.push(write, WRITES, |write, seq| write.seq = seq));
    }

    pub(crate) fn counters(&self) -> Counters {
        self.counters.with(|counters| counters.clone())
    }

    pub(crate) fn requests(&self) -> Vec<RequestRecord> {
        self.requests.with(|ring| ring.to_vec())
    }

    pub(crate) fn writes(&self) -> Vec<Write> {
        self.writes.with(|ring| ring.to_vec())
    }

    pub(crate) fn in_flight(&self) -> InFlight {
        InFlight {
            writes: self.flight.now.load(Ordering::SeqCst),
            peak_writes: self.flight.peak.load(Ordering::SeqCst),
            abandoned_writes: self.flight.abandoned.load(Ordering::SeqCst),
        }
    }

    /// Starts all counts and lists again; what is under way stays counted.
    pub(crate) fn clear(&self) {
        self.counters.with(BTreeMap::clear);
        self.requests.with(|ring| *ring = Ring::default());
        self.writes.with(|ring| *ring = Ring::default());
        self.flight.peak.store(0, Ordering::SeqCst);
        self.flight.abandoned.store(0, Ordering::SeqCst);
    }

    /// Counts a request as under way until the guard is dropped.
    pub(crate) fn under_way(&self, kind: Kind) -> UnderWay {
        if kind.is_write() {
            let now = self.flight.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.flight.peak.fetch_max(now, Ordering::SeqCst);
        }
        UnderWay {
            flight: Arc::clone(&self.flight),
            kind,
        }
    }

    /// Watches whether a client waits for its answer.
    pub(crate) fn awaited(&self, kind: Kind) -> Awaited {
        Awaited {
            flight: Arc::clone(&self.flight),
            open: kind.is_write(),
        }
    }
}

/// A request being worked on.
pub(crate) struct UnderWay {
    flight: Arc<Flight>,
    kind: Kind,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if self.kind.is_write() {
            self.flight.now.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// A client that waits; dropped before it is answered, it has hung up.
pub(crate) struct Awaited {
    flight: Arc<Flight>,
    open: bool,
}

impl Awaited {
    pub(crate) fn answered(mut self) {
        self.open = false;
    }
}

impl Drop for Awaited {
    fn drop(&mut self) {
        if self.open {
            self.flight.abandoned.fetch_add(1, Ordering::SeqCst);
        }
    }
}
